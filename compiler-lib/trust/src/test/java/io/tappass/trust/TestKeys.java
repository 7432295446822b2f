package io.tappass.trust;

import java.nio.charset.StandardCharsets;

/** Keys that are the same in every run, named after who would hold them. */
final class TestKeys {
  private TestKeys() {}

  static LocalSigner ed25519(String holder) {
    return LocalSigner.ofSecret(Algorithm.ED25519, secret(holder));
  }

  static LocalSigner p256(String holder) {
    return LocalSigner.ofSecret(Algorithm.ECDSA_P256, secret(holder));
  }

  private static byte[] secret(String holder) {
    return Sha256.of(("test key of " + holder).getBytes(StandardCharsets.UTF_8));
  }
}
