package io.tappass.aws;

import io.tappass.control.BundleStore;
import io.tappass.control.Registry;
import io.tappass.control.StoreException;
import io.tappass.trust.Algorithm;
import io.tappass.trust.DocumentSigner;
import io.tappass.trust.SigningException;
import java.io.Closeable;
import java.util.UUID;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;

/** The stores and signers of one control plane on AWS, or on a stand-in that speaks its wire. */
public final class AwsBackend implements Closeable {
  private final AwsSettings settings;
  private final S3Client s3;
  private final KmsClient kms;
  private final DynamoDbClient dynamoDb;
  private final BundleStore bundles;
  private final Registry registry;

  private AwsBackend(AwsSettings settings) {
    this.settings = settings;
    boolean byPath = settings.endpoint().isPresent();
    this.s3 = prepare(S3Client.builder().forcePathStyle(byPath)).build();
    this.kms = prepare(KmsClient.builder()).build();
    this.dynamoDb = prepare(DynamoDbClient.builder()).build();
    this.bundles = new S3BundleStore(s3, settings.bucket(), () -> UUID.randomUUID().toString());
    this.registry =
        new DynamoDbRegistry(
            dynamoDb,
            TableNames.withPrefix(settings.tablePrefix()),
            () -> UUID.randomUUID().toString());
  }

  /** Makes the clients; nothing is called yet. */
  public static AwsBackend connect(AwsSettings settings) {
    return new AwsBackend(settings);
  }

  private <B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> B prepare(B builder) {
    AwsSettings.Timeouts timeouts = settings.timeouts();
    builder
        .region(Region.of(settings.region()))
        .credentialsProvider(credentials())
        .httpClientBuilder(
            UrlConnectionHttpClient.builder()
                .connectionTimeout(timeouts.connect())
                .socketTimeout(timeouts.attempt()))
        .overrideConfiguration(override ->
            override
                .apiCallAttemptTimeout(timeouts.attempt())
                .apiCallTimeout(timeouts.call())
                .retryStrategy(retry -> retry.maxAttempts(timeouts.attemptsMax())));
    settings.endpoint().ifPresent(builder::endpointOverride);
    return builder;
  }

  private AwsCredentialsProvider credentials() {
    return settings
        .accessKey()
        .<AwsCredentialsProvider>map(key ->
            StaticCredentialsProvider.create(AwsBasicCredentials.create(key.id(), key.secret())))
        .orElseGet(() -> DefaultCredentialsProvider.builder().build());
  }

  /** The published objects, in the bucket of the settings. */
  public BundleStore bundles() {
    return bundles;
  }

  /** What is desired, applied and enrolled, in the tables of the settings. */
  public Registry registry() {
    return registry;
  }

  /**
   * A signer with a key of KMS; its public half is fetched here, and each signature is checked
   * against it before it is handed out.
   *
   * @param keyId id or ARN
   */
  public DocumentSigner signer(String keyId) throws SigningException {
    return KmsSigner.open(kms, keyId);
  }

  /**
   * Makes the bucket and the tables that are missing; for stand-ins only, a customer's account gets
   * them from its stacks.
   */
  public void provision() throws StoreException {
    Provisioning.makeBucket(s3, settings.bucket());
    Provisioning.makeTables(dynamoDb, TableNames.withPrefix(settings.tablePrefix()));
  }

  /**
   * Makes a signing key; for stand-ins only.
   *
   * @return its ARN
   */
  public String createKey(Algorithm algorithm, String description) throws SigningException {
    return KmsSigner.create(kms, algorithm, description);
  }

  @Override
  public void close() {
    s3.close();
    kms.close();
    dynamoDb.close();
  }
}
