package io.tappass.aws.contract;

import java.net.URI;
import java.time.Duration;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** An AWS endpoint under test, with an access key that may do everything there. */
record AwsTarget(URI endpoint, String accessKeyId, String secretKey) {
  static final Region REGION = Region.US_EAST_1;
  private static final Duration CALL_MAX = Duration.ofSeconds(30);

  AwsTarget as(String otherKeyId, String otherSecret) {
    return new AwsTarget(endpoint, otherKeyId, otherSecret);
  }

  S3Client s3() {
    return s3(builder -> builder);
  }

  S3Client s3(UnaryOperator<S3ClientBuilder> settings) {
    return settings.apply(prepare(S3Client.builder()).forcePathStyle(true)).build();
  }

  KmsClient kms() {
    return prepare(KmsClient.builder()).build();
  }

  DynamoDbClient dynamoDb() {
    return prepare(DynamoDbClient.builder()).build();
  }

  private <
          B extends
              AwsClientBuilder<B, ?>
                  & software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder<B, ?>>
      B prepare(B builder) {
    return builder
        .endpointOverride(endpoint)
        .region(REGION)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKeyId, secretKey)))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .overrideConfiguration(override ->
            override.apiCallTimeout(CALL_MAX).retryStrategy(retry -> retry.maxAttempts(1)));
  }
}
