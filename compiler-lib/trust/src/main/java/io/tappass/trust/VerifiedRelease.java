package io.tappass.trust;

/** The release that the lease names. Only the verifier makes one. */
public final class VerifiedRelease {
  private final Release release;

  // INVARIANT: package-private, so that nothing outside this package trusts unverified bytes.
  VerifiedRelease(Release release) {
    this.release = release;
  }

  /** What was verified. */
  public Release release() {
    return release;
  }

  /** Number and digest. */
  public ReleaseName name() {
    return release.name();
  }
}
