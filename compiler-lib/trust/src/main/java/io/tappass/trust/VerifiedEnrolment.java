package io.tappass.trust;

/** An enrolment that the enrolment role signed. Only the verifier makes one. */
public final class VerifiedEnrolment {
  private final Enrolment enrolment;

  // INVARIANT: package-private, so that nothing outside this package trusts unverified bytes.
  VerifiedEnrolment(Enrolment enrolment) {
    this.enrolment = enrolment;
  }

  /** What was verified. */
  public Enrolment enrolment() {
    return enrolment;
  }
}
