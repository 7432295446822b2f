package io.tappass.control;

import io.tappass.control.Registry.StoredKill;
import java.time.Duration;

/**
 * Stops an org, a project, an agent, a sandbox or a session: an entry in every lease from now on.
 */
public final class KillScopes {
  private final Registry registry;
  private final RefreshLease refreshLease;

  public KillScopes(Registry registry, RefreshLease refreshLease) {
    this.registry = registry;
    this.refreshLease = refreshLease;
  }

  /**
   * Records the kill and publishes a lease that carries it.
   *
   * @return what came of the lease; hosts are stopped only once they have it, see their receipts
   */
  public RefreshLease.Outcome kill(StoredKill kill) {
    try {
      if (!registry.appendKill(kill)) {
        return new RefreshLease.Skipped("that kill is in force already");
      }
      return refreshLease.refresh();
    } catch (StoreException e) {
      return new RefreshLease.Stopped(
          e.kind() == StoreException.Kind.RETRYABLE
              ? new Stop.RetryAfter(Duration.ofSeconds(1), String.valueOf(e.getMessage()))
              : Stop.of(e));
    }
  }
}
