package io.tappass.aws;

import io.tappass.trust.Algorithm;
import io.tappass.trust.DocumentSigner;
import io.tappass.trust.KeyRefusedException;
import io.tappass.trust.SigningException;
import io.tappass.trust.VerifyingKey;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.GetPublicKeyResponse;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.MessageType;
import software.amazon.awssdk.services.kms.model.SignRequest;
import software.amazon.awssdk.services.kms.model.SigningAlgorithmSpec;

/** Signs with one key of KMS, one call a signature. */
final class KmsSigner implements DocumentSigner {

  /** Bytes of a message that KMS takes, and with Ed25519 there is no way around it. */
  static final int MESSAGE_BYTES_MAX = 4096;

  private final KmsClient kms;
  private final String keyId;
  private final VerifyingKey key;

  private KmsSigner(KmsClient kms, String keyId, VerifyingKey key) {
    this.kms = kms;
    this.keyId = keyId;
    this.key = key;
  }

  static KmsSigner open(KmsClient kms, String keyId) throws SigningException {
    try {
      GetPublicKeyResponse response = kms.getPublicKey(request -> request.keyId(keyId));
      if (response.keyUsage() != KeyUsageType.SIGN_VERIFY) {
        throw new SigningException("key " + keyId + " is not for signing");
      }
      VerifyingKey key =
          VerifyingKey.of(algorithm(response.keySpec(), keyId), response.publicKey().asByteArray());
      return new KmsSigner(kms, keyId, key);
    } catch (SdkException e) {
      throw new SigningException("public key of " + keyId + ": " + e.getMessage(), e);
    } catch (KeyRefusedException e) {
      throw new SigningException("public key of " + keyId + ": " + e.getMessage(), e);
    }
  }

  static String create(KmsClient kms, Algorithm algorithm, String description)
      throws SigningException {
    KeySpec spec =
        switch (algorithm) {
          case ED25519 -> KeySpec.ECC_NIST_EDWARDS25519;
          case ECDSA_P256 -> KeySpec.ECC_NIST_P256;
        };
    try {
      return kms.createKey(request ->
              request.keySpec(spec).keyUsage(KeyUsageType.SIGN_VERIFY).description(description))
          .keyMetadata()
          .arn();
    } catch (SdkException e) {
      throw new SigningException("making a key: " + e.getMessage(), e);
    }
  }

  private static Algorithm algorithm(KeySpec spec, String keyId) throws SigningException {
    if (spec == KeySpec.ECC_NIST_EDWARDS25519) {
      return Algorithm.ED25519;
    }
    if (spec == KeySpec.ECC_NIST_P256) {
      return Algorithm.ECDSA_P256;
    }
    throw new SigningException(
        "key " + keyId + " is of the kind " + spec + ", which nobody trusts");
  }

  @Override
  public VerifyingKey key() {
    return key;
  }

  @Override
  public byte[] sign(byte[] message) throws SigningException {
    SignRequest request =
        switch (key.algorithm()) {
          case ED25519 -> {
            if (message.length > MESSAGE_BYTES_MAX) {
              throw new SigningException(
                  "a message of "
                      + message.length
                      + " bytes; KMS signs at most "
                      + MESSAGE_BYTES_MAX
                      + " with Ed25519, any length with ECDSA P-256");
            }
            yield request(message, MessageType.RAW, SigningAlgorithmSpec.ED25519_SHA_512);
          }
          case ECDSA_P256 ->
              request(sha256(message), MessageType.DIGEST, SigningAlgorithmSpec.ECDSA_SHA_256);
        };
    byte[] signature;
    try {
      signature = kms.sign(request).signature().asByteArray();
    } catch (SdkException e) {
      throw new SigningException("signing with " + keyId + ": " + e.getMessage(), e);
    }
    if (!key.verifies(message, signature)) {
      throw new SigningException("the signature from " + keyId + " is not that of its key");
    }
    return signature;
  }

  private SignRequest request(byte[] message, MessageType type, SigningAlgorithmSpec algorithm) {
    return SignRequest.builder()
        .keyId(keyId)
        .message(SdkBytes.fromByteArray(message))
        .messageType(type)
        .signingAlgorithm(algorithm)
        .build();
  }

  private static byte[] sha256(byte[] message) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(message);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
