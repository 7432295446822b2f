package io.tappass.aws.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.GetPublicKeyResponse;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.kms.model.MessageType;
import software.amazon.awssdk.services.kms.model.SignRequest;
import software.amazon.awssdk.services.kms.model.SigningAlgorithmSpec;

/** What KMS does with signing keys, as far as our adapters rely on it. */
abstract class KmsContract {
  private KmsClient kms;

  abstract AwsTarget target();

  @BeforeEach
  void openClient() {
    kms = target().kms();
  }

  @AfterEach
  void closeClient() {
    kms.close();
  }

  private KeyMetadata createKey(KeySpec spec) {
    return kms.createKey(request ->
            request.keySpec(spec).keyUsage(KeyUsageType.SIGN_VERIFY).description("release signing"))
        .keyMetadata();
  }

  private byte[] sign(
      String keyId, SigningAlgorithmSpec algorithm, MessageType type, byte[] message) {
    return kms.sign(request ->
            request
                .keyId(keyId)
                .signingAlgorithm(algorithm)
                .messageType(type)
                .message(SdkBytes.fromByteArray(message)))
        .signature()
        .asByteArray();
  }

  private PublicKey publicKey(String keyId, String algorithm) throws Exception {
    byte[] spki = kms.getPublicKey(request -> request.keyId(keyId)).publicKey().asByteArray();
    return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(spki));
  }

  private static boolean verifies(PublicKey key, String algorithm, byte[] message, byte[] signature)
      throws Exception {
    Signature verifier = Signature.getInstance(algorithm);
    verifier.initVerify(key);
    verifier.update(message);
    return verifier.verify(signature);
  }

  private static void refused(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            KmsException.class,
            e -> {
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
              assertThat(e.statusCode()).isEqualTo(400);
            });
  }

  @Test
  void anEd25519SignatureVerifiesInTheJdk() throws Exception {
    String id = createKey(KeySpec.ECC_NIST_EDWARDS25519).keyId();
    byte[] message = "a release".getBytes(UTF_8);
    byte[] signature = sign(id, SigningAlgorithmSpec.ED25519_SHA_512, MessageType.RAW, message);
    PublicKey key = publicKey(id, "Ed25519");
    assertThat(key.getEncoded()).hasSize(44);
    assertThat(verifies(key, "Ed25519", message, signature)).isTrue();
    assertThat(verifies(key, "Ed25519", "another".getBytes(UTF_8), signature)).isFalse();
  }

  @Test
  void anEd25519KeySignsNoDigest() {
    String id = createKey(KeySpec.ECC_NIST_EDWARDS25519).keyId();
    refused(
        "ValidationException",
        () -> sign(id, SigningAlgorithmSpec.ED25519_SHA_512, MessageType.DIGEST, new byte[64]));
  }

  @Test
  void aP256SignatureOfAMessageVerifiesInTheJdk() throws Exception {
    String id = createKey(KeySpec.ECC_NIST_P256).keyId();
    byte[] message = "a release".getBytes(UTF_8);
    byte[] signature = sign(id, SigningAlgorithmSpec.ECDSA_SHA_256, MessageType.RAW, message);
    PublicKey key = publicKey(id, "EC");
    assertThat(key.getEncoded()).hasSize(91);
    assertThat(verifies(key, "SHA256withECDSA", message, signature)).isTrue();
  }

  @Test
  void aP256SignatureOfADigestIsThatOfItsMessage() throws Exception {
    String id = createKey(KeySpec.ECC_NIST_P256).keyId();
    byte[] message = "a release".getBytes(UTF_8);
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(message);
    byte[] signature = sign(id, SigningAlgorithmSpec.ECDSA_SHA_256, MessageType.DIGEST, digest);
    assertThat(verifies(publicKey(id, "EC"), "SHA256withECDSA", message, signature)).isTrue();
  }

  @Test
  void aDigestOfAWrongLengthIsRefused() {
    String id = createKey(KeySpec.ECC_NIST_P256).keyId();
    for (int length : new int[] {31, 33}) {
      refused(
          "ValidationException",
          () -> sign(id, SigningAlgorithmSpec.ECDSA_SHA_256, MessageType.DIGEST, new byte[length]));
    }
  }

  @Test
  void aMessageOf4096BytesIsSigned() {
    String id = createKey(KeySpec.ECC_NIST_P256).keyId();
    assertThat(sign(id, SigningAlgorithmSpec.ECDSA_SHA_256, MessageType.RAW, new byte[4096]))
        .isNotEmpty();
  }

  @Test
  void aMessageBeyond4096BytesIsRefused() {
    String id = createKey(KeySpec.ECC_NIST_P256).keyId();
    refused(
        "ValidationException",
        () -> sign(id, SigningAlgorithmSpec.ECDSA_SHA_256, MessageType.RAW, new byte[4097]));
  }

  @Test
  void anAlgorithmOfAnotherKindOfKeyIsRefused() {
    String id = createKey(KeySpec.ECC_NIST_P256).keyId();
    refused(
        "InvalidKeyUsageException",
        () -> sign(id, SigningAlgorithmSpec.ED25519_SHA_512, MessageType.RAW, new byte[1]));
  }

  @Test
  void aKeyIsDescribedAndFoundByItsArn() {
    KeyMetadata made = createKey(KeySpec.ECC_NIST_P256);
    KeyMetadata described = kms.describeKey(request -> request.keyId(made.arn())).keyMetadata();
    assertThat(described.keyId()).isEqualTo(made.keyId());
    assertThat(described.keyState()).isEqualTo(KeyState.ENABLED);
    assertThat(described.keySpec()).isEqualTo(KeySpec.ECC_NIST_P256);
    assertThat(described.description()).isEqualTo("release signing");
    assertThat(described.signingAlgorithms()).containsExactly(SigningAlgorithmSpec.ECDSA_SHA_256);
  }

  @Test
  void aPublicKeyNamesItsKeyByTheArn() {
    KeyMetadata made = createKey(KeySpec.ECC_NIST_P256);
    GetPublicKeyResponse response = kms.getPublicKey(request -> request.keyId(made.keyId()));
    assertThat(response.keyId()).isEqualTo(made.arn());
    assertThat(response.keyUsage()).isEqualTo(KeyUsageType.SIGN_VERIFY);
  }

  @Test
  void anUnknownKeyIsNotFound() {
    String unknown = "11111111-2222-4333-8444-555555555555";
    refused("NotFoundException", () -> kms.describeKey(request -> request.keyId(unknown)));
    refused(
        "NotFoundException",
        () -> sign(unknown, SigningAlgorithmSpec.ECDSA_SHA_256, MessageType.RAW, new byte[1]));
  }

  private boolean verifyThere(String id, byte[] message, byte[] signature) {
    return kms.verify(request ->
            request
                .keyId(id)
                .message(SdkBytes.fromByteArray(message))
                .signature(SdkBytes.fromByteArray(signature))
                .signingAlgorithm(SigningAlgorithmSpec.ECDSA_SHA_256))
        .signatureValid();
  }

  @Test
  void aSignatureIsVerifiedThere() {
    String id = createKey(KeySpec.ECC_NIST_P256).keyId();
    byte[] message = "a release".getBytes(UTF_8);
    byte[] signature = sign(id, SigningAlgorithmSpec.ECDSA_SHA_256, MessageType.RAW, message);
    assertThat(verifyThere(id, message, signature)).isTrue();
  }

  @Test
  void aWrongSignatureIsAnErrorNotAFalse() {
    String id = createKey(KeySpec.ECC_NIST_P256).keyId();
    byte[] signature =
        sign(id, SigningAlgorithmSpec.ECDSA_SHA_256, MessageType.RAW, new byte[] {1});
    refused("KMSInvalidSignatureException", () -> verifyThere(id, new byte[] {2}, signature));
  }

  @Test
  void aDryRunSignsNothing() {
    String id = createKey(KeySpec.ECC_NIST_P256).keyId();
    SignRequest dry =
        SignRequest.builder()
            .keyId(id)
            .signingAlgorithm(SigningAlgorithmSpec.ECDSA_SHA_256)
            .message(SdkBytes.fromUtf8String("probe"))
            .dryRun(true)
            .build();
    refused("DryRunOperationException", () -> kms.sign(dry));
  }

  @Test
  void aWrongSecretIsRefused() {
    try (KmsClient wrong = target().as(target().accessKeyId(), "wrong").kms()) {
      refused(
          "InvalidSignatureException",
          () -> wrong.createKey(request -> request.keySpec(KeySpec.ECC_NIST_P256)));
    }
  }

  @Test
  void anUnknownAccessKeyIsRefused() {
    try (KmsClient unknown = target().as("AKIDUNKNOWN", "secret").kms()) {
      refused(
          "UnrecognizedClientException",
          () -> unknown.createKey(request -> request.keySpec(KeySpec.ECC_NIST_P256)));
    }
  }

  private RawCall.Reply describeRaw(RawCall call, String body) throws Exception {
    return call.send(
        SdkHttpMethod.POST,
        "/",
        Map.of(
            "X-Amz-Target",
            "TrentService.DescribeKey",
            "Content-Type",
            "application/x-amz-json-1.1"),
        body);
  }

  @Test
  void aSkewedDateIsRefused() throws Exception {
    String id = createKey(KeySpec.ECC_NIST_P256).keyId();
    RawCall.Reply reply =
        describeRaw(
            new RawCall(target(), "kms").skewedBy(Duration.ofMinutes(-16)),
            "{\"KeyId\":\"" + id + "\"}");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body()).contains("InvalidSignatureException");
  }

  @Test
  void anAlteredBodyIsRefused() throws Exception {
    String id = createKey(KeySpec.ECC_NIST_P256).keyId();
    RawCall.Reply reply =
        describeRaw(new RawCall(target(), "kms").tampering("XXX", id), "{\"KeyId\":\"XXX\"}");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body()).contains("InvalidSignatureException");
  }
}
