package io.tappass.trust;

import io.tappass.trust.KeyRefusedException.Reason;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Objects;

/**
 * A public key that TapPass may trust: well-formed, canonical, of the prime-order group, and named
 * by its own digest, so that one key never has two ids.
 *
 * @param keyId lower-case hexadecimal SHA-256 of {@code spki}
 * @param algorithm how the key signs
 * @param spki SubjectPublicKeyInfo, DER
 */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and out, compared by content
public record VerifyingKey(String keyId, Algorithm algorithm, byte[] spki) {

  /**
   * @throws IllegalArgumentException if the key is one that {@link #of} refuses, or the id is not
   *     its digest
   */
  public VerifyingKey {
    spki = spki.clone();
    try {
      PublicKeyForm.require(algorithm, spki);
      if (!keyId.equals(Sha256.hex(spki))) {
        throw new KeyRefusedException(Reason.KEY_ID, "the id is not the digest of the key");
      }
    } catch (KeyRefusedException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /**
   * The key with these bytes; for keys that come from outside.
   *
   * @throws KeyRefusedException if the encoding is not the one accepted, or the point is
   *     non-canonical, of low or mixed order, or not on the curve
   */
  public static VerifyingKey of(Algorithm algorithm, byte[] spki) throws KeyRefusedException {
    byte[] copy = spki.clone();
    PublicKeyForm.require(algorithm, copy);
    return new VerifyingKey(Sha256.hex(copy), algorithm, copy);
  }

  /** A copy of the DER bytes. */
  @Override
  public byte[] spki() {
    return spki.clone();
  }

  /**
   * Whether the signature over {@code message} is this key's: lengths and encoding first, then the
   * JDK's provider, so that every verifier of TapPass gives one verdict.
   */
  public boolean verifies(byte[] message, byte[] signature) {
    if (!SignatureForm.isWellFormed(algorithm, signature)) {
      return false;
    }
    try {
      var factory = KeyFactory.getInstance(family());
      var verifier = Signature.getInstance(scheme());
      verifier.initVerify(factory.generatePublic(new X509EncodedKeySpec(spki)));
      verifier.update(message);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      // What the provider cannot read does not verify.
      return false;
    }
  }

  private String family() {
    return switch (algorithm) {
      case ED25519 -> "Ed25519";
      case ECDSA_P256 -> "EC";
    };
  }

  private String scheme() {
    return switch (algorithm) {
      case ED25519 -> "Ed25519";
      case ECDSA_P256 -> "SHA256withECDSA";
    };
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerifyingKey key
        && algorithm == key.algorithm
        && Arrays.equals(spki, key.spki);
  }

  @Override
  public int hashCode() {
    return Objects.hash(algorithm, Arrays.hashCode(spki));
  }

  @Override
  public String toString() {
    return algorithm.id() + ":" + keyId;
  }
}
