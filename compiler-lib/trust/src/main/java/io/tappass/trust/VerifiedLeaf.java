package io.tappass.trust;

/** The three digests in force for the enrolled sandbox. Only the verifier makes one. */
public final class VerifiedLeaf {
  private final Leaf leaf;
  private final ReleaseName release;
  private final boolean admitted;

  // INVARIANT: package-private, so that nothing outside this package trusts unverified bytes.
  VerifiedLeaf(Leaf leaf, ReleaseName release, boolean admitted) {
    this.leaf = leaf;
    this.release = release;
    this.admitted = admitted;
  }

  /** The leaf. */
  public Leaf leaf() {
    return leaf;
  }

  /** The release it belongs to. */
  public ReleaseName release() {
    return release;
  }

  /** Whether an admission vouches for it, and not the release. */
  public boolean isAdmitted() {
    return admitted;
  }
}
