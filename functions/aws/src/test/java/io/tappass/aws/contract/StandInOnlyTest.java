package io.tappass.aws.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tappass.localstack.LocalAws;
import io.tappass.localstack.LocalAwsConfig;
import io.tappass.localstack.wire.Credential;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;

/** What only the stand-ins can show: permissions, refusal of the unbuilt, restarts, the clock. */
class StandInOnlyTest {
  @RegisterExtension static final StandIn STAND_IN = new StandIn();

  private static void refused(int status, String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            AwsServiceException.class,
            e -> {
              assertThat(e.statusCode()).isEqualTo(status);
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
            });
  }

  private static void put(S3Client s3, String bucket, String key, String body) {
    s3.putObject(r -> r.bucket(bucket).key(key), RequestBody.fromString(body));
  }

  private static String text(S3Client s3, String bucket, String key) {
    return s3.getObjectAsBytes(r -> r.bucket(bucket).key(key)).asUtf8String();
  }

  @Test
  void aReaderReadsItsPrefixAndNothingElse() {
    String bucket = StandIn.READER_BUCKET;
    AwsTarget reader = STAND_IN.target().as(StandIn.READER_KEY_ID, StandIn.READER_SECRET);
    try (S3Client s3 = STAND_IN.target().s3();
        S3Client readerS3 = reader.s3();
        KmsClient readerKms = reader.kms();
        DynamoDbClient readerDynamoDb = reader.dynamoDb()) {
      s3.createBucket(r -> r.bucket(bucket));
      put(s3, bucket, "public/lease.json", "lease");
      put(s3, bucket, "secret/key", "secret");
      assertThat(text(readerS3, bucket, "public/lease.json")).isEqualTo("lease");
      refused(403, "AccessDenied", () -> text(readerS3, bucket, "secret/key"));
      refused(403, "AccessDenied", () -> put(readerS3, bucket, "public/lease.json", "forged"));
      refused(
          403,
          "AccessDenied",
          () -> readerS3.deleteObject(r -> r.bucket(bucket).key("public/lease.json")));
      refused(403, "AccessDenied", () -> readerS3.listObjectsV2(r -> r.bucket(bucket)));
      // Without permission to list, a missing key looks like a forbidden one.
      refused(403, "AccessDenied", () -> text(readerS3, bucket, "public/none"));
      refused(
          400,
          "AccessDeniedException",
          () -> readerKms.createKey(r -> r.keySpec(KeySpec.ECC_NIST_P256)));
      refused(
          400,
          "AccessDeniedException",
          () ->
              readerDynamoDb.getItem(
                  r -> r.tableName("any").key(Map.of("pk", AttributeValue.fromS("k")))));
      assertThat(text(s3, bucket, "public/lease.json")).isEqualTo("lease");
    }
  }

  @Test
  void whatIsNotBuiltIsRefusedAndCounted() throws Exception {
    try (S3Client s3 = STAND_IN.target().s3();
        KmsClient kms = STAND_IN.target().kms();
        DynamoDbClient dynamoDb = STAND_IN.target().dynamoDb()) {
      s3.createBucket(r -> r.bucket("unbuilt"));
      refused(501, "NotImplemented", s3::listBuckets);
      refused(501, "NotImplemented", () -> s3.getBucketPolicy(r -> r.bucket("unbuilt")));
      refused(
          501,
          "NotImplemented",
          () ->
              s3.putObject(
                  r -> r.bucket("unbuilt").key("k").acl(ObjectCannedACL.PUBLIC_READ),
                  RequestBody.empty()));
      refused(
          501,
          "NotImplemented",
          () ->
              s3.putObject(
                  r -> r.bucket("unbuilt").key("k").ifNoneMatch("\"tag\""), RequestBody.empty()));
      refused(501, "NotImplemented", () -> kms.createKey(r -> r.keySpec(KeySpec.RSA_2048)));
      refused(501, "NotImplemented", kms::listKeys);
      refused(501, "NotImplemented", dynamoDb::listTables);
      refused(
          501,
          "NotImplemented",
          () ->
              dynamoDb.putItem(r ->
                  r.tableName("none")
                      .item(Map.of("pk", AttributeValue.fromS("k")))
                      .returnConsumedCapacity("TOTAL")));
      RawCall.Reply presigned =
          new RawCall(STAND_IN.target(), "s3")
              .send(SdkHttpMethod.GET, "/unbuilt/k?uploads", Map.of(), "");
      assertThat(presigned.status()).isEqualTo(501);
    }
    STAND_IN.expectNotBuilt(9);
  }

  @Test
  void objectsAndItemsSurviveARestart() throws Exception {
    String table = "restart";
    String version;
    try (S3Client s3 = STAND_IN.target().s3();
        DynamoDbClient dynamoDb = STAND_IN.target().dynamoDb()) {
      s3.createBucket(r -> r.bucket("restart").objectLockEnabledForBucket(true));
      version =
          s3.putObject(
                  r ->
                      r.bucket("restart")
                          .key("audit")
                          .metadata(Map.of("a", "b"))
                          .objectLockMode(ObjectLockMode.COMPLIANCE)
                          .objectLockRetainUntilDate(Instant.now().plus(Duration.ofDays(1))),
                  RequestBody.fromString("record"))
              .versionId();
      createTable(dynamoDb, table);
      dynamoDb.putItem(r -> r.tableName(table).item(item("kept")));
      dynamoDb.putItem(r -> r.tableName(table).item(item("deleted")));
      dynamoDb.deleteItem(r -> r.tableName(table).key(item("deleted")));
    }
    STAND_IN.restart();
    try (S3Client s3 = STAND_IN.target().s3();
        DynamoDbClient dynamoDb = STAND_IN.target().dynamoDb()) {
      assertThat(text(s3, "restart", "audit")).isEqualTo("record");
      assertThat(s3.headObject(r -> r.bucket("restart").key("audit")).metadata())
          .containsEntry("a", "b");
      refused(
          403,
          "AccessDenied",
          () -> s3.deleteObject(r -> r.bucket("restart").key("audit").versionId(version)));
      assertThat(dynamoDb.getItem(r -> r.tableName(table).key(item("kept"))).hasItem()).isTrue();
      assertThat(dynamoDb.getItem(r -> r.tableName(table).key(item("deleted"))).hasItem())
          .isFalse();
    }
  }

  @Test
  void journalsOfMostlyOldRecordsAreRewrittenAtStart(@TempDir Path folder) throws Exception {
    LocalAwsConfig config =
        LocalAwsConfig.of(folder, List.of(Credential.administrator("AKID", "secret")));
    String locked;
    try (LocalAws aws = LocalAws.start(config);
        S3Client s3 = new AwsTarget(aws.endpoint(), "AKID", "secret").s3();
        DynamoDbClient dynamoDb = new AwsTarget(aws.endpoint(), "AKID", "secret").dynamoDb()) {
      s3.createBucket(r -> r.bucket("plain"));
      s3.createBucket(r -> r.bucket("locked").objectLockEnabledForBucket(true));
      locked =
          s3.putObject(
                  r ->
                      r.bucket("locked")
                          .key("audit")
                          .objectLockMode(ObjectLockMode.COMPLIANCE)
                          .objectLockRetainUntilDate(Instant.now().plus(Duration.ofDays(1))),
                  RequestBody.fromString("record"))
              .versionId();
      s3.deleteObject(r -> r.bucket("locked").key("audit"));
      createTable(dynamoDb, "rewritten");
      for (int round = 0; round < 20; round++) {
        put(s3, "plain", "k", Integer.toString(round).repeat(512 * 1024));
        Map<String, AttributeValue> large =
            Map.of(
                "pk", AttributeValue.fromS("k"),
                "body", AttributeValue.fromS(Integer.toString(round).repeat(150 * 1024)));
        dynamoDb.putItem(r -> r.tableName("rewritten").item(large));
      }
    }
    long s3Before = Files.size(folder.resolve("s3/journal"));
    long dynamoDbBefore = Files.size(folder.resolve("dynamodb/journal"));
    for (int start = 0; start < 2; start++) {
      try (LocalAws aws = LocalAws.start(config);
          S3Client s3 = new AwsTarget(aws.endpoint(), "AKID", "secret").s3();
          DynamoDbClient dynamoDb = new AwsTarget(aws.endpoint(), "AKID", "secret").dynamoDb()) {
        assertThat(Files.size(folder.resolve("s3/journal"))).isLessThan(s3Before / 5);
        assertThat(Files.size(folder.resolve("dynamodb/journal"))).isLessThan(dynamoDbBefore / 5);
        assertThat(text(s3, "plain", "k")).isEqualTo("19".repeat(512 * 1024));
        assertThat(
                s3.getObjectAsBytes(r -> r.bucket("locked").key("audit").versionId(locked))
                    .asUtf8String())
            .isEqualTo("record");
        refused(404, "NoSuchKey", () -> text(s3, "locked", "audit"));
        refused(
            403,
            "AccessDenied",
            () -> s3.deleteObject(r -> r.bucket("locked").key("audit").versionId(locked)));
        assertThat(dynamoDb.getItem(r -> r.tableName("rewritten").key(item("k"))).item())
            .containsEntry("body", AttributeValue.fromS("19".repeat(150 * 1024)));
      }
    }
  }

  private static void createTable(DynamoDbClient dynamoDb, String table) {
    dynamoDb.createTable(r ->
        r.tableName(table)
            .billingMode(BillingMode.PAY_PER_REQUEST)
            .attributeDefinitions(
                AttributeDefinition.builder()
                    .attributeName("pk")
                    .attributeType(ScalarAttributeType.S)
                    .build())
            .keySchema(
                KeySchemaElement.builder().attributeName("pk").keyType(KeyType.HASH).build()));
  }

  private static Map<String, AttributeValue> item(String key) {
    return Map.of("pk", AttributeValue.fromS(key));
  }

  @Test
  void aFolderInUseIsRefused() {
    LocalAwsConfig config =
        LocalAwsConfig.of(STAND_IN.folder(), List.of(Credential.administrator("AKID", "secret")));
    assertThatThrownBy(() -> LocalAws.start(config))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("in use");
  }

  @Test
  void aRetentionEndsByTheClockAndRequestsAreDatedByIt(@TempDir Path folder) throws Exception {
    var now = new AtomicReference<>(Instant.now());
    LocalAwsConfig config =
        LocalAwsConfig.of(folder, List.of(Credential.administrator("AKID", "secret")))
            .withClock(now::get);
    try (LocalAws aws = LocalAws.start(config);
        S3Client s3 = new AwsTarget(aws.endpoint(), "AKID", "secret").s3()) {
      s3.createBucket(r -> r.bucket("clock").objectLockEnabledForBucket(true));
      String version =
          s3.putObject(
                  r ->
                      r.bucket("clock")
                          .key("audit")
                          .objectLockMode(ObjectLockMode.COMPLIANCE)
                          .objectLockRetainUntilDate(now.get().plus(Duration.ofMinutes(10))),
                  RequestBody.fromString("record"))
              .versionId();
      now.updateAndGet(time -> time.plus(Duration.ofMinutes(9)));
      refused(
          403,
          "AccessDenied",
          () -> s3.deleteObject(r -> r.bucket("clock").key("audit").versionId(version)));
      now.updateAndGet(time -> time.plus(Duration.ofMinutes(2)));
      s3.deleteObject(r -> r.bucket("clock").key("audit").versionId(version));
      now.updateAndGet(time -> time.plus(Duration.ofMinutes(10)));
      refused(403, "RequestTimeTooSkewed", () -> text(s3, "clock", "audit"));
    }
  }

  @Test
  void anObjectBeyondTheLimitIsRefused() {
    try (S3Client s3 = STAND_IN.target().s3()) {
      s3.createBucket(r -> r.bucket("large"));
      refused(
          400,
          "EntityTooLarge",
          () ->
              s3.putObject(
                  r -> r.bucket("large").key("k"),
                  RequestBody.fromBytes(new byte[64 * 1024 * 1024 + 1])));
    }
  }
}
