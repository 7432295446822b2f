package io.tappass.trust;

import java.util.Locale;

/** What a key in the root may sign. */
public enum Role {
  /** The next root, and a lease in an emergency. Offline. */
  ROOT,
  /** Releases. */
  RELEASE,
  /** Leases. */
  LEASE,
  /** Enrolments, revocations, admissions, tickets. */
  ENROLMENT,
  /** Approvals of single calls. */
  APPROVAL;

  /** The name in the root. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
