package io.tappass.trust;

import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * A signer whose private key is in this process: hosts, development roots, tests. Signatures are
 * deterministic (RFC 8032; RFC 6979). Signs with Bouncy Castle, 20 times faster than the JDK;
 * verification is always {@link VerifyingKey#verifies}.
 */
public final class LocalSigner implements DocumentSigner {
  private static final int SECRET_BYTES = 32;

  // The private half in its one stored form: a DER header per algorithm, then 32 bytes of secret
  // (RFC 8410, section 7; RFC 5915 without the public key).
  private static final byte[] ED25519_PKCS8 =
      HexFormat.of().parseHex("302e020100300506032b657004220420");
  private static final byte[] P256_PKCS8 =
      HexFormat.of()
          .parseHex("3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420");

  private static final ECDomainParameters P256 =
      new ECDomainParameters(CustomNamedCurves.getByName("P-256"));

  private final VerifyingKey key;
  private final byte[] secret;

  private LocalSigner(VerifyingKey key, byte[] secret) {
    this.key = key;
    this.secret = secret;
  }

  /** A new key from the randomness given. */
  public static LocalSigner generate(Algorithm algorithm, SecureRandom random) {
    while (true) {
      byte[] secret = new byte[SECRET_BYTES];
      random.nextBytes(secret);
      if (algorithm == Algorithm.ED25519 || isP256Secret(secret)) {
        return ofSecret(algorithm, secret);
      }
    }
  }

  /**
   * The signer whose secret is these 32 bytes: an Ed25519 seed, or a big-endian P-256 scalar.
   *
   * @throws IllegalArgumentException if they are no such secret
   */
  public static LocalSigner ofSecret(Algorithm algorithm, byte[] secret) {
    if (secret.length != SECRET_BYTES
        || (algorithm == Algorithm.ECDSA_P256 && !isP256Secret(secret))) {
      throw new IllegalArgumentException("no secret of a " + algorithm.id() + " key");
    }
    byte[] copy = secret.clone();
    byte[] spki =
        switch (algorithm) {
          case ED25519 ->
              PublicKeyForm.ed25519(
                  new Ed25519PrivateKeyParameters(copy).generatePublicKey().getEncoded());
          case ECDSA_P256 -> p256Spki(new BigInteger(1, copy));
        };
    return new LocalSigner(new VerifyingKey(Sha256.hex(spki), algorithm, spki), copy);
  }

  /**
   * Reads what {@link #pkcs8} wrote.
   *
   * @throws IllegalArgumentException if the bytes are no such key
   */
  public static LocalSigner ofPkcs8(byte[] der) {
    for (Algorithm algorithm : Algorithm.values()) {
      byte[] header = header(algorithm);
      if (der.length == header.length + SECRET_BYTES
          && Arrays.equals(header, 0, header.length, der, 0, header.length)) {
        return ofSecret(algorithm, Arrays.copyOfRange(der, header.length, der.length));
      }
    }
    throw new IllegalArgumentException("no PKCS#8 private key of TapPass");
  }

  /** The private key as PKCS#8 DER; to be kept where only this program's user can read. */
  public byte[] pkcs8() {
    byte[] header = header(key.algorithm());
    byte[] der = Arrays.copyOf(header, header.length + SECRET_BYTES);
    System.arraycopy(secret, 0, der, header.length, SECRET_BYTES);
    return der;
  }

  @Override
  public VerifyingKey key() {
    return key;
  }

  @Override
  public byte[] sign(byte[] message) throws SigningException {
    return switch (key.algorithm()) {
      case ED25519 -> {
        byte[] signature = new byte[SignatureForm.ED25519_BYTES];
        new Ed25519PrivateKeyParameters(secret)
            .sign(Ed25519.Algorithm.Ed25519, null, message, 0, message.length, signature, 0);
        yield signature;
      }
      case ECDSA_P256 -> signP256(message);
    };
  }

  private byte[] signP256(byte[] message) throws SigningException {
    var signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
    signer.init(true, new ECPrivateKeyParameters(new BigInteger(1, secret), P256));
    BigInteger[] signature = signer.generateSignature(Sha256.of(message));
    try {
      return StandardDSAEncoding.INSTANCE.encode(P256.getN(), signature[0], signature[1]);
    } catch (IOException e) {
      throw new SigningException("the signature could not be encoded", e);
    }
  }

  private static byte[] header(Algorithm algorithm) {
    return switch (algorithm) {
      case ED25519 -> ED25519_PKCS8;
      case ECDSA_P256 -> P256_PKCS8;
    };
  }

  private static boolean isP256Secret(byte[] secret) {
    var scalar = new BigInteger(1, secret);
    return scalar.signum() > 0 && scalar.compareTo(P256.getN()) < 0;
  }

  private static byte[] p256Spki(BigInteger scalar) {
    var point = P256.getG().multiply(scalar).normalize();
    return PublicKeyForm.p256(
        point.getAffineXCoord().getEncoded(), point.getAffineYCoord().getEncoded());
  }

  /** The public half only. */
  @Override
  public String toString() {
    return "signer " + key;
  }
}
