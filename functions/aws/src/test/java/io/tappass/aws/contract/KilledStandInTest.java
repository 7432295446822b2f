package io.tappass.aws.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.localstack.LocalAws;
import io.tappass.localstack.LocalAwsConfig;
import io.tappass.localstack.wire.Credential;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A process with the stand-ins is killed while eight writers are at work; whatever was answered
 * with success is there after a restart.
 */
class KilledStandInTest {
  private static final int ROUNDS = 8;
  private static final int WRITERS = 8;
  private static final int ACKNOWLEDGED_MAX = 150;
  private static final List<Credential> CREDENTIALS =
      List.of(Credential.administrator("AKID", "secret"));

  /** The process that is killed: prints its endpoint and serves until then. */
  public static final class Child {
    private Child() {}

    /** Serves the folder named by the first argument. */
    public static void main(String[] arguments) throws Exception {
      LocalAws aws = LocalAws.start(LocalAwsConfig.of(Path.of(arguments[0]), CREDENTIALS));
      System.out.println(aws.endpoint());
      new CountDownLatch(1).await();
    }
  }

  private static Process start(Path folder) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            Child.class.getName(),
            folder.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static AwsTarget target(URI endpoint) {
    return new AwsTarget(endpoint, "AKID", "secret");
  }

  @Test
  void whatWasAcknowledgedSurvivesAKill(@TempDir Path folder) throws Exception {
    long seed = Long.getLong("tappass.seed", 20_261_124L);
    var random = new Random(seed);
    Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    try (LocalAws aws = LocalAws.start(LocalAwsConfig.of(folder, CREDENTIALS));
        S3Client s3 = target(aws.endpoint()).s3();
        DynamoDbClient dynamoDb = target(aws.endpoint()).dynamoDb()) {
      s3.createBucket(r -> r.bucket("killed"));
      createTable(dynamoDb);
    }
    for (int round = 0; round < ROUNDS; round++) {
      Process child = start(folder);
      try (var lines = new BufferedReader(new InputStreamReader(child.getInputStream(), UTF_8))) {
        URI endpoint = URI.create(lines.readLine());
        killDuringWrites(child, endpoint, round, random, acknowledged);
      } finally {
        child.destroyForcibly().waitFor();
      }
      requireAll(folder, acknowledged);
    }
    assertThat(acknowledged).hasSizeGreaterThan(ROUNDS);
    System.out.printf(
        "killed stand-in: seed %d, %d kills, %d acknowledged, %d recovered%n",
        seed, ROUNDS, acknowledged.size(), acknowledged.size());
  }

  private static void createTable(DynamoDbClient dynamoDb) {
    dynamoDb.createTable(r ->
        r.tableName("killed")
            .billingMode(BillingMode.PAY_PER_REQUEST)
            .attributeDefinitions(
                AttributeDefinition.builder()
                    .attributeName("pk")
                    .attributeType(ScalarAttributeType.S)
                    .build())
            .keySchema(
                KeySchemaElement.builder().attributeName("pk").keyType(KeyType.HASH).build()));
  }

  private static void killDuringWrites(
      Process child, URI endpoint, int round, Random random, Set<String> acknowledged) {
    int killAfter = 1 + random.nextInt(ACKNOWLEDGED_MAX);
    int before = acknowledged.size();
    try (S3Client s3 = target(endpoint).s3();
        DynamoDbClient dynamoDb = target(endpoint).dynamoDb();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int writer = 0; writer < WRITERS; writer++) {
        String prefix = "round-" + round + "/writer-" + writer + "/";
        threads.execute(() -> {
          for (int number = 0; child.isAlive(); number++) {
            String key = prefix + number;
            try {
              if (number % 2 == 0) {
                s3.putObject(
                    r -> r.bucket("killed").key(key).ifNoneMatch("*"),
                    RequestBody.fromString(body(key)));
              } else {
                dynamoDb.putItem(r -> r.tableName("killed").item(item(key)));
              }
            } catch (SdkException e) {
              // Killed: this one was never acknowledged.
              return;
            }
            acknowledged.add((number % 2 == 0 ? "s3:" : "db:") + key);
            if (acknowledged.size() - before >= killAfter) {
              child.destroyForcibly();
            }
          }
        });
      }
    }
  }

  private static String body(String key) {
    return key.repeat(200);
  }

  private static Map<String, AttributeValue> item(String key) {
    return Map.of("pk", AttributeValue.fromS(key), "body", AttributeValue.fromS(body(key)));
  }

  private static void requireAll(Path folder, Set<String> acknowledged) throws IOException {
    try (LocalAws aws = LocalAws.start(LocalAwsConfig.of(folder, CREDENTIALS));
        S3Client s3 = target(aws.endpoint()).s3();
        DynamoDbClient dynamoDb = target(aws.endpoint()).dynamoDb()) {
      for (String entry : acknowledged) {
        String key = entry.substring(3);
        String body =
            entry.startsWith("s3:")
                ? s3.getObjectAsBytes(r -> r.bucket("killed").key(key)).asUtf8String()
                : dynamoDb
                    .getItem(
                        r -> r.tableName("killed").key(Map.of("pk", AttributeValue.fromS(key))))
                    .item()
                    .getOrDefault("body", AttributeValue.fromS("lost"))
                    .s();
        assertThat(body).as(entry).isEqualTo(body(key));
      }
    }
  }
}
