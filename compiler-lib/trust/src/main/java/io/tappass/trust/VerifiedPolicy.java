package io.tappass.trust;

/** The policy of the enrolled sandbox, byte for byte. Only the verifier makes one. */
public final class VerifiedPolicy {
  private final byte[] bytes;
  private final String digest;
  private final long release;
  private final SandboxIdentity identity;

  // INVARIANT: package-private, so that nothing outside this package trusts unverified bytes.
  VerifiedPolicy(byte[] bytes, String digest, long release, SandboxIdentity identity) {
    this.bytes = bytes;
    this.digest = digest;
    this.release = release;
    this.identity = identity;
  }

  /** A copy of the canonical bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** The digest of the bytes. */
  public String digest() {
    return digest;
  }

  /** Number of the release in which it stands. */
  public long release() {
    return release;
  }

  /** Whose policy it is. */
  public SandboxIdentity identity() {
    return identity;
  }
}
