package io.tappass.trust;

/** A receipt signed by the key of the enrolled host. Only the verifier makes one. */
public final class VerifiedReceipt {
  private final Receipt receipt;

  // INVARIANT: package-private, so that nothing outside this package trusts unverified bytes.
  VerifiedReceipt(Receipt receipt) {
    this.receipt = receipt;
  }

  /** What was verified. */
  public Receipt receipt() {
    return receipt;
  }
}
