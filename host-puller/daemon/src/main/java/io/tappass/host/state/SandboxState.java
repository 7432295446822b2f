package io.tappass.host.state;

import io.tappass.policy.Freshness;
import io.tappass.policy.Freshness.OnStale;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** The states of a sandbox on its host; the table of {@code docs/spec/host.md}, row by row. */
public enum SandboxState {
  /** A signed revocation of the sandbox was verified. */
  REVOKED(Calls.DENY, false),
  /** A kill in the newest verified lease names it. */
  HALTED(Calls.DENY, false),
  /** Nothing was ever applied. */
  ABSENT(Calls.DENY, false),
  /** What is on disk is not what was applied. */
  UNTRUSTED(Calls.DENY, false),
  /** The wall clock contradicts what was verified or the monotonic clock. */
  CLOCK_SUSPECT(Calls.DENY, false),
  /** The root has expired, so that no lease can be verified. */
  EXPIRED(Calls.DENY, false),
  /** The newest policy must not be activated here. */
  QUARANTINED(Calls.DENY, false),
  /** The store shows a release below the high-water mark; the lease still lives. */
  FROZEN(Calls.POLICY, true),
  /** The lease lives and names what is in force. */
  CURRENT(Calls.POLICY, true),
  /** The lease lives, but what it names could not be brought into force. */
  LAST_KNOWN_GOOD(Calls.POLICY, true),
  /** The lease has ended, its grace has not. */
  STALE_GRACE(Calls.POLICY, true),
  /** The grace is over; the floor decides. */
  STALE_FLOOR(Calls.FLOOR, false),
  /** The grace is over; every call is denied. */
  STALE_DENY(Calls.DENY, false);

  /** What decides the calls in a state. */
  public enum Calls {
    POLICY,
    FLOOR,
    DENY
  }

  private final Calls calls;
  private final boolean mayStart;

  SandboxState(Calls calls, boolean mayStart) {
    this.calls = calls;
    this.mayStart = mayStart;
  }

  /** What decides its calls. */
  public Calls calls() {
    return calls;
  }

  /** Whether new work may be started. */
  public boolean mayStart() {
    return mayStart;
  }

  /** As documents write it, such as {@code last-known-good}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The state that documents write so. */
  public static Optional<SandboxState> of(String text) {
    for (SandboxState state : values()) {
      if (state.text().equals(text)) {
        return Optional.of(state);
      }
    }
    return Optional.empty();
  }

  /**
   * What is known about one sandbox.
   *
   * @param isRevoked by a verified revocation
   * @param isKilled by the newest verified lease
   * @param isApplied whether anything ever was
   * @param isIntact whether what is on disk is what was applied
   * @param isClockSuspect by {@link HostClock}
   * @param isRootExpired at the time of the look
   * @param isQuarantined by the release, or because the newest policy cannot be activated here
   * @param isRemoteBelow whether the store showed a release below the high-water mark
   * @param isNewest whether what the lease names is what is in force
   * @param leaseEnd of the newest verified lease
   * @param freshness of the policy in force
   */
  public record Facts(
      boolean isRevoked,
      boolean isKilled,
      boolean isApplied,
      boolean isIntact,
      boolean isClockSuspect,
      boolean isRootExpired,
      boolean isQuarantined,
      boolean isRemoteBelow,
      boolean isNewest,
      Optional<Instant> leaseEnd,
      Freshness freshness) {}

  /** The state at {@code now}: the first row that fits. */
  public static SandboxState of(Facts facts, Instant now) {
    if (facts.isRevoked()) {
      return REVOKED;
    }
    if (facts.isKilled()) {
      return HALTED;
    }
    if (!facts.isApplied()) {
      return facts.isQuarantined() ? QUARANTINED : ABSENT;
    }
    if (!facts.isIntact()) {
      return UNTRUSTED;
    }
    if (facts.isClockSuspect()) {
      return CLOCK_SUSPECT;
    }
    if (facts.isRootExpired()) {
      return EXPIRED;
    }
    if (facts.isQuarantined()) {
      return QUARANTINED;
    }
    if (facts.leaseEnd().isEmpty() || !now.isBefore(facts.leaseEnd().get())) {
      return stale(facts, now);
    }
    if (facts.isRemoteBelow()) {
      return FROZEN;
    }
    return facts.isNewest() ? CURRENT : LAST_KNOWN_GOOD;
  }

  private static SandboxState stale(Facts facts, Instant now) {
    boolean isInGrace =
        facts.leaseEnd().isPresent()
            && now.isBefore(facts.leaseEnd().get().plusSeconds(facts.freshness().graceSeconds()));
    if (isInGrace) {
      return STALE_GRACE;
    }
    return facts.freshness().onStale() == OnStale.FLOOR ? STALE_FLOOR : STALE_DENY;
  }
}
