package io.tappass.trust;

import io.tappass.trust.Lease.Kill;
import io.tappass.trust.Lease.KillScope;
import java.util.List;

/** A lease that is alive, newest, and signed by who may. Only the verifier makes one. */
public final class VerifiedLease {
  private final Lease lease;

  // INVARIANT: package-private, so that nothing outside this package trusts unverified bytes.
  VerifiedLease(Lease lease) {
    this.lease = lease;
  }

  /** What was verified. */
  public Lease lease() {
    return lease;
  }

  /** The digest of the lease's payload. */
  public String digest() {
    return lease.digest();
  }

  /** The kills that stop the whole of this sandbox; empty where none does. */
  public List<Kill> killsOf(VerifiedEnrolment enrolment) {
    return lease.kills().stream()
        .filter(kill -> kill.stops(enrolment.enrolment().identity()))
        .toList();
  }

  /** Ids of the sessions that are killed, wherever they run. */
  public List<String> killedSessions() {
    return lease.kills().stream()
        .filter(kill -> kill.scope() == KillScope.SESSION)
        .map(Kill::id)
        .toList();
  }
}
