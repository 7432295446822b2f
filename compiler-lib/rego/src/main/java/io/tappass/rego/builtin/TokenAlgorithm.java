package io.tappass.rego.builtin;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/** The signature algorithms of RFC 7518 and RFC 8037. */
enum TokenAlgorithm {
  HS256(Kind.HMAC, "256"),
  HS384(Kind.HMAC, "384"),
  HS512(Kind.HMAC, "512"),
  RS256(Kind.RSA, "256"),
  RS384(Kind.RSA, "384"),
  RS512(Kind.RSA, "512"),
  PS256(Kind.PSS, "256"),
  PS384(Kind.PSS, "384"),
  PS512(Kind.PSS, "512"),
  ES256(Kind.ECDSA, "256"),
  ES384(Kind.ECDSA, "384"),
  ES512(Kind.ECDSA, "512"),
  EDDSA(Kind.EDDSA, "");

  private enum Kind {
    HMAC,
    RSA,
    PSS,
    ECDSA,
    EDDSA
  }

  private final Kind kind;
  private final String digestBits;

  TokenAlgorithm(Kind kind, String digestBits) {
    this.kind = kind;
    this.digestBits = digestBits;
  }

  /** The algorithm that a header names, or null; {@code none} is none. */
  static @Nullable TokenAlgorithm find(String name) {
    for (TokenAlgorithm algorithm : values()) {
      if (algorithm.text().equals(name)) {
        return algorithm;
      }
    }
    return null;
  }

  /** The name in headers and keys. */
  String text() {
    return this == EDDSA ? "EdDSA" : name();
  }

  /** Whether keys of this kind are made for this algorithm. */
  private boolean fits(Key key) {
    return switch (kind) {
      case HMAC -> key instanceof SecretKey;
      case RSA, PSS -> key instanceof RSAKey;
      case ECDSA -> key instanceof ECKey;
      case EDDSA -> key instanceof EdECKey;
    };
  }

  /**
   * Whether {@code signature} over {@code message} is one of {@code key}; false for a wrong key.
   */
  boolean verifies(Key key, byte[] message, byte[] signature) {
    if (!fits(key)) {
      return false;
    }
    if (kind == Kind.HMAC) {
      return MessageDigest.isEqual(
          signature, Hashes.mac("HmacSHA" + digestBits, key.getEncoded(), message));
    }
    if (!(key instanceof PublicKey publicKey)) {
      return false;
    }
    if (kind != Kind.PSS) {
      return verifies(publicKey, message, signature, null);
    }
    int digestBytes = Integer.parseInt(digestBits) / 8;
    int modulusBytes = key instanceof RSAKey rsa ? (rsa.getModulus().bitLength() + 6) / 8 : 0;
    // The salt may have any length, and a verifier in Java must name it: those in use are tried.
    return verifies(publicKey, message, signature, pss(digestBytes))
        || verifies(publicKey, message, signature, pss(modulusBytes - digestBytes - 2))
        || verifies(publicKey, message, signature, pss(0));
  }

  private @Nullable PSSParameterSpec pss(int saltBytes) {
    String digest = "SHA-" + digestBits;
    return saltBytes < 0
        ? null
        : new PSSParameterSpec(digest, "MGF1", new MGF1ParameterSpec(digest), saltBytes, 1);
  }

  private boolean verifies(
      PublicKey key, byte[] message, byte[] signature, @Nullable PSSParameterSpec salt) {
    try {
      Signature verifier = Signature.getInstance(javaName());
      if (salt != null) {
        verifier.setParameter(salt);
      }
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (InvalidKeyException | InvalidAlgorithmParameterException e) {
      return false;
    } catch (GeneralSecurityException e) {
      // A signature of the wrong length or form.
      return false;
    }
  }

  private String javaName() {
    return switch (kind) {
      case HMAC -> throw new IllegalStateException("not a signature");
      case RSA -> "SHA" + digestBits + "withRSA";
      case PSS -> "RSASSA-PSS";
      case ECDSA -> "SHA" + digestBits + "withECDSAinP1363Format";
      case EDDSA -> "Ed25519";
    };
  }

  /** The signature of {@code key} over {@code message}. */
  byte[] sign(Key key, byte[] message) throws BuiltinException {
    if (!fits(key)) {
      throw BuiltinException.failed("the key is not one for " + text());
    }
    if (kind == Kind.HMAC) {
      return Hashes.mac("HmacSHA" + digestBits, key.getEncoded(), message);
    }
    if (!(key instanceof PrivateKey privateKey)) {
      throw BuiltinException.failed("the key is not a private key");
    }
    try {
      Signature signer = Signature.getInstance(javaName());
      if (kind == Kind.PSS) {
        signer.setParameter(pss(Integer.parseInt(digestBits) / 8));
      }
      signer.initSign(privateKey);
      signer.update(message);
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw BuiltinException.failed("signing failed: " + e.getMessage());
    }
  }
}
