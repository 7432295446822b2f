package io.tappass.trust;

/**
 * Every check that stands between bytes and trust, in the order of {@code docs/spec/delivery.md}.
 * The production verifier has all of them; tests switch off one to prove that it is needed.
 */
enum Check {
  ROOT_PINNED(0),
  ROOT_ORG(0),
  ROOT_NEXT(0),
  ROOT_OLD_THRESHOLD(0),
  ROOT_NEW_THRESHOLD(0),
  ROOT_EPOCH(0),
  ROOT_EXPIRY(0),
  SIZE(1),
  PAYLOAD_TYPE(2),
  UNIQUE_SIGNERS(2),
  SIGNATURE(2),
  THRESHOLD(2),
  LEASE_ORG(3),
  LEASE_ROOT(3),
  LEASE_STARTED(3),
  LEASE_EXPIRY(3),
  LEASE_LIFE(3),
  LEASE_SERIAL(3),
  LEASE_SAME(3),
  RELEASE_ORG(4),
  RELEASE_IS_LEASED(4),
  RELEASE_EPOCH(4),
  RELEASE_NUMBER(4),
  RELEASE_SAME(4),
  ENROLMENT_ORG(5),
  ENROLMENT_REVOKED(5),
  TILE_DIGEST(5),
  LEAF_SLOT(5),
  ADMISSION_SANDBOX(5),
  ADMISSION_RELEASE(5),
  ADMISSION_EXPIRY(5),
  ADMISSION_LIFE(5),
  POLICY_DIGEST(6),
  POLICY_CANONICAL(6),
  POLICY_SCHEMA(6),
  POLICY_IDENTITY(6);

  private final int step;

  Check(int step) {
    this.step = step;
  }

  /** The step of {@code docs/spec/delivery.md} that the check belongs to. */
  int step() {
    return step;
  }
}
