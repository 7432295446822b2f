package io.tappass.control;

import io.tappass.control.Registry.StoredKill;
import io.tappass.trust.Lease;
import io.tappass.trust.Lease.Kill;
import io.tappass.trust.Lease.KillScope;
import java.util.Optional;

/**
 * Stops an org, a project, an agent, a sandbox or a session: an entry in every lease from now on.
 */
public final class KillScopes {
  /** Refreshers that may be faster before we give up; each may not have seen the kill. */
  private static final int ATTEMPTS_MAX = 5;

  private final Registry registry;
  private final RefreshLease refreshLease;

  public KillScopes(Registry registry, RefreshLease refreshLease) {
    this.registry = registry;
    this.refreshLease = refreshLease;
  }

  /**
   * Records the kill and publishes a lease that carries it. Saying it again is harmless, and
   * publishes again: the first time may have failed between the two.
   *
   * @return what came of the lease; hosts are stopped only once they have it, see their receipts.
   *     Where it is not {@code Refreshed}, the kill is recorded or not, but is in no lease yet
   */
  public RefreshLease.Outcome kill(StoredKill kill) {
    if (read(kill).isEmpty()) {
      return new RefreshLease.Stopped(new Stop.Stalled("not a kill: " + kill));
    }
    try {
      if (!registry.kills().contains(kill) && registry.kills().size() >= Lease.KILLS_MAX) {
        return new RefreshLease.Stopped(
            new Stop.Stalled("a lease lists " + Lease.KILLS_MAX + " kills; kill a wider scope"));
      }
      registry.appendKill(kill);
    } catch (StoreException e) {
      return new RefreshLease.Stopped(Stop.of(e));
    }
    RefreshLease.Outcome outcome = refreshLease.refresh();
    for (int attempt = 1;
        attempt < ATTEMPTS_MAX && outcome instanceof RefreshLease.Skipped;
        attempt++) {
      outcome = refreshLease.refresh();
    }
    return outcome;
  }

  /** The kill as leases list it, or nothing if it makes no sense. */
  static Optional<Kill> read(StoredKill stored) {
    for (KillScope scope : KillScope.values()) {
      if (scope.id().equals(stored.scope())) {
        try {
          return Optional.of(new Kill(scope, stored.id(), stored.epoch()));
        } catch (IllegalArgumentException e) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }
}
