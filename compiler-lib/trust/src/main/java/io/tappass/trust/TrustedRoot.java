package io.tappass.trust;

/**
 * A root whose signatures and succession were verified, or that this host had verified before. Only
 * the verifier makes one.
 */
public final class TrustedRoot {
  private final Root root;

  // INVARIANT: package-private, so that nothing outside this package trusts unverified bytes.
  TrustedRoot(Root root) {
    this.root = root;
  }

  /** What was verified. */
  public Root root() {
    return root;
  }
}
