package io.tappass.localstack.kms;

import io.tappass.json.JsonValue;
import io.tappass.localstack.durable.DurableFile;
import io.tappass.localstack.wire.Answer;
import io.tappass.localstack.wire.HttpCall;
import io.tappass.localstack.wire.JsonAnswers;
import io.tappass.localstack.wire.JsonMembers;
import io.tappass.localstack.wire.NotBuiltException;
import io.tappass.localstack.wire.Service;
import io.tappass.localstack.wire.ServiceException;
import io.tappass.localstack.wire.SignatureV4.Dialect;
import io.tappass.localstack.wire.SignedCall;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * KMS for signing keys by the JSON 1.1 protocol (AWS Key Management Service API Reference:
 * CreateKey, DescribeKey, GetPublicKey, Sign, Verify). Each key is a file that only its owner
 * reads.
 */
public final class KmsService implements Service {

  /** Bytes of a message that Sign and Verify take. */
  public static final int MESSAGE_BYTES_MAX = 4096;

  /** The prefix of the header that names an operation. */
  public static final String TARGET = "TrentService.";

  private static final String CONTENT_TYPE = "application/x-amz-json-1.1";
  private static final int DIGEST_BYTES = 32;
  private static final int SIGNATURE_BYTES_MAX = 6144;
  private static final int DESCRIPTION_CHARS_MAX = 8192;

  private final Path folder;
  private final String arnPrefix;
  private final InstantSource clock;
  private final SecureRandom random;
  private final Map<String, KmsKey> keys = new ConcurrentHashMap<>();

  private KmsService(Path folder, String arnPrefix, InstantSource clock, SecureRandom random) {
    this.folder = folder;
    this.arnPrefix = arnPrefix;
    this.clock = clock;
    this.random = random;
  }

  /** Opens the keys in a folder, made if absent. */
  public static KmsService open(
      Path folder, String region, String account, InstantSource clock, SecureRandom random)
      throws IOException {
    DurableFile.makeFolder(folder);
    var service =
        new KmsService(folder, "arn:aws:kms:" + region + ":" + account + ":key/", clock, random);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
      for (Path file : files) {
        KmsKey key = KmsKey.decode(Files.readAllBytes(file));
        service.keys.put(key.id(), key);
      }
    }
    return service;
  }

  @Override
  public String signingName() {
    return "kms";
  }

  @Override
  public Dialect dialect() {
    return Dialect.JSON;
  }

  @Override
  public String operation(HttpCall call) throws ServiceException {
    String target = call.header("x-amz-target").orElse("");
    String name = target.startsWith(TARGET) ? target.substring(TARGET.length()) : target;
    return switch (name) {
      case "CreateKey", "DescribeKey", "GetPublicKey", "Sign", "Verify" -> name;
      default -> throw new NotBuiltException("KMS operation " + name);
    };
  }

  @Override
  public Answer answer(SignedCall signed) throws ServiceException, IOException {
    String operation = operation(signed.call());
    JsonMembers request = JsonMembers.of(operation, signed.call().body());
    JsonValue body =
        switch (operation) {
          case "CreateKey" -> createKey(request, signed);
          case "DescribeKey" -> {
            KmsKey key = key(request, signed, operation);
            request.end();
            yield JsonValue.object().put("KeyMetadata", metadata(key)).build();
          }
          case "GetPublicKey" -> publicKey(request, signed);
          case "Sign" -> sign(request, signed);
          case "Verify" -> verify(request, signed);
          default -> throw new NotBuiltException("KMS operation " + operation);
        };
    return JsonAnswers.ok(body, CONTENT_TYPE);
  }

  private JsonValue createKey(JsonMembers request, SignedCall signed)
      throws ServiceException, IOException {
    signed.require("kms:CreateKey", "*", "AccessDeniedException");
    String description = request.text("Description").orElse("");
    request.expect("KeyUsage", "SIGN_VERIFY");
    request.expect("Origin", "AWS_KMS");
    if (request.flag("MultiRegion")) {
      throw new NotBuiltException("CreateKey with MultiRegion");
    }
    String asked = request.text("KeySpec").orElse("SYMMETRIC_DEFAULT");
    request.end();
    if (description.length() > DESCRIPTION_CHARS_MAX) {
      throw invalid("Description is longer than " + DESCRIPTION_CHARS_MAX);
    }
    KeySpec spec;
    try {
      spec = KeySpec.valueOf(asked);
    } catch (IllegalArgumentException e) {
      throw new NotBuiltException("KMS key spec " + asked);
    }
    // A version 4 UUID, RFC 9562, section 5.4.
    String id =
        new UUID(
                (random.nextLong() & ~0xF000L) | 0x4000L,
                (random.nextLong() & ~(0xC0L << 56)) | (0x80L << 56))
            .toString();
    KmsKey key = KmsKey.generate(id, spec, description, clock.instant(), random);
    DurableFile.replace(folder.resolve(id + ".json"), key.encode());
    keys.put(id, key);
    return JsonValue.object().put("KeyMetadata", metadata(key)).build();
  }

  private KmsKey key(JsonMembers request, SignedCall signed, String operation)
      throws ServiceException {
    String asked = request.requireText("KeyId");
    if (asked.startsWith("alias/") || asked.contains(":alias/")) {
      throw new NotBuiltException("KMS alias");
    }
    String id = asked.startsWith(arnPrefix) ? asked.substring(arnPrefix.length()) : asked;
    signed.require("kms:" + operation, id, "AccessDeniedException");
    KmsKey key = keys.get(id);
    if (key == null) {
      throw new ServiceException(
          400, "NotFoundException", "Key '" + arnPrefix + id + "' does not exist");
    }
    return key;
  }

  private JsonValue metadata(KmsKey key) {
    return JsonValue.object()
        .put("KeyId", key.id())
        .put("Arn", arnPrefix + key.id())
        .put("AWSAccountId", arnPrefix.split(":", -1)[4])
        .put("CreationDate", epochSeconds(key.created()))
        .put("Enabled", true)
        .put("Description", key.description())
        .put("KeyUsage", "SIGN_VERIFY")
        .put("KeyState", "Enabled")
        .put("Origin", "AWS_KMS")
        .put("KeyManager", "CUSTOMER")
        .put("KeySpec", key.spec().name())
        .put("CustomerMasterKeySpec", key.spec().name())
        .put("SigningAlgorithms", JsonValue.ofStrings(key.spec().awsAlgorithms()))
        .put("MultiRegion", false)
        .build();
  }

  private static JsonValue epochSeconds(Instant instant) {
    BigDecimal seconds =
        BigDecimal.valueOf(instant.toEpochMilli())
            .divide(BigDecimal.valueOf(1000), 3, RoundingMode.DOWN);
    return new JsonValue.JsonNumber(seconds.toPlainString());
  }

  private JsonValue publicKey(JsonMembers request, SignedCall signed) throws ServiceException {
    KmsKey key = key(request, signed, "GetPublicKey");
    request.end();
    byte[] spki = key.pair().getPublic().getEncoded();
    return JsonValue.object()
        .put("KeyId", arnPrefix + key.id())
        .put("PublicKey", Base64.getEncoder().encodeToString(spki))
        .put("KeySpec", key.spec().name())
        .put("CustomerMasterKeySpec", key.spec().name())
        .put("KeyUsage", "SIGN_VERIFY")
        .put("SigningAlgorithms", JsonValue.ofStrings(key.spec().awsAlgorithms()))
        .build();
  }

  /** A message with how it is to be signed, checked against the key. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Message(KmsKey key, byte[] bytes, String algorithm, String jdkAlgorithm) {}

  private Message message(JsonMembers request, SignedCall signed, String operation)
      throws ServiceException {
    KmsKey key = key(request, signed, operation);
    byte[] bytes = bytes(request, "Message", MESSAGE_BYTES_MAX);
    String type = request.text("MessageType").orElse("RAW");
    String algorithm = request.requireText("SigningAlgorithm");
    boolean dryRun = request.flag("DryRun");
    request.end();
    if (!algorithm.equals(key.spec().awsAlgorithm())) {
      throw new ServiceException(
          400,
          "InvalidKeyUsageException",
          "Algorithm " + algorithm + " is incompatible with key spec " + key.spec() + ".");
    }
    String jdkAlgorithm =
        switch (type) {
          case "RAW" -> key.spec().signatureAlgorithm();
          case "DIGEST" -> digestAlgorithm(key, bytes, algorithm);
          default -> throw invalid("MessageType " + type + " is not valid for " + algorithm);
        };
    if (dryRun) {
      throw new ServiceException(
          400,
          "DryRunOperationException",
          "The request would have succeeded, but the DryRun option is set.");
    }
    return new Message(key, bytes, algorithm, jdkAlgorithm);
  }

  private static String digestAlgorithm(KmsKey key, byte[] bytes, String algorithm)
      throws ServiceException {
    return switch (key.spec()) {
      case ECC_NIST_EDWARDS25519 ->
          throw invalid("Algorithm " + algorithm + " and message type DIGEST are incompatible.");
      case ECC_NIST_P256 -> {
        if (bytes.length != DIGEST_BYTES) {
          throw invalid("Digest is invalid length for algorithm " + algorithm + ".");
        }
        yield "NONEwithECDSA";
      }
    };
  }

  private static byte[] bytes(JsonMembers request, String name, int bytesMax)
      throws ServiceException {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(request.requireText(name));
    } catch (IllegalArgumentException e) {
      throw new ServiceException(400, "SerializationException", name + " is not base64");
    }
    if (bytes.length < 1 || bytes.length > bytesMax) {
      throw invalid(
          "1 validation error detected: Value at '"
              + name
              + "' failed to satisfy constraint: Member must have length between 1 and "
              + bytesMax);
    }
    return bytes;
  }

  private JsonValue sign(JsonMembers request, SignedCall signed) throws ServiceException {
    Message message = message(request, signed, "Sign");
    try {
      Signature signature = Signature.getInstance(message.jdkAlgorithm());
      signature.initSign(message.key().pair().getPrivate());
      signature.update(message.bytes());
      return JsonValue.object()
          .put("KeyId", arnPrefix + message.key().id())
          .put("Signature", Base64.getEncoder().encodeToString(signature.sign()))
          .put("SigningAlgorithm", message.algorithm())
          .build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private JsonValue verify(JsonMembers request, SignedCall signed) throws ServiceException {
    byte[] given = bytes(request, "Signature", SIGNATURE_BYTES_MAX);
    Message message = message(request, signed, "Verify");
    if (!isSignature(message, given)) {
      throw new ServiceException(400, "KMSInvalidSignatureException", "");
    }
    return JsonValue.object()
        .put("KeyId", arnPrefix + message.key().id())
        .put("SignatureValid", true)
        .put("SigningAlgorithm", message.algorithm())
        .build();
  }

  private static boolean isSignature(Message message, byte[] given) {
    try {
      Signature signature = Signature.getInstance(message.jdkAlgorithm());
      signature.initVerify(message.key().pair().getPublic());
      signature.update(message.bytes());
      return signature.verify(given);
    } catch (SignatureException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ServiceException invalid(String message) {
    return new ServiceException(400, "ValidationException", message);
  }

  @Override
  public Answer refusal(ServiceException refusal, String requestId) {
    return JsonAnswers.refusal(refusal, "", CONTENT_TYPE);
  }

  @Override
  public void close() {
    keys.clear();
  }
}
