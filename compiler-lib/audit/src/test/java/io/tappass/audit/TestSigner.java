package io.tappass.audit;

import io.tappass.trust.Algorithm;
import io.tappass.trust.LocalSigner;
import java.security.SecureRandom;
import java.util.Arrays;

/** Keys for tests. */
public final class TestSigner {
  private TestSigner() {}

  /** A key that no other test has. */
  public static LocalSigner ed25519() {
    return of(Algorithm.ED25519);
  }

  /** A key that no other test has. */
  public static LocalSigner of(Algorithm algorithm) {
    return LocalSigner.generate(algorithm, new SecureRandom());
  }

  /** The same key in every process. */
  public static LocalSigner fixed() {
    byte[] secret = new byte[32];
    Arrays.fill(secret, (byte) 7);
    return LocalSigner.ofSecret(Algorithm.ED25519, secret);
  }
}
