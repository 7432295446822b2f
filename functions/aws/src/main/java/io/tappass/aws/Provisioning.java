package io.tappass.aws;

import io.tappass.control.StoreException;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;

/** Makes what the adapters need on a stand-in; safe to repeat. */
final class Provisioning {
  private Provisioning() {}

  private record Key(String name, ScalarAttributeType type) {}

  static void makeBucket(S3Client s3, String bucket) throws StoreException {
    try {
      s3.createBucket(request -> request.bucket(bucket));
    } catch (BucketAlreadyOwnedByYouException e) {
      // Made before.
    } catch (SdkException e) {
      throw AwsFailures.of("make bucket " + bucket, e);
    }
  }

  static void makeTables(DynamoDbClient dynamoDb, TableNames names) throws StoreException {
    var sandbox = new Key("sandbox", ScalarAttributeType.S);
    makeTable(
        dynamoDb, names.enrolments(), List.of(sandbox, new Key("epoch", ScalarAttributeType.N)));
    makeTable(
        dynamoDb,
        names.desired(),
        List.of(
            new Key(DynamoDbRegistry.KIND, ScalarAttributeType.S),
            new Key(DynamoDbRegistry.ID, ScalarAttributeType.S)));
    makeTable(dynamoDb, names.applied(), List.of(sandbox));
    nameTtl(dynamoDb, names.desired());
  }

  private static void makeTable(DynamoDbClient dynamoDb, String name, List<Key> keys)
      throws StoreException {
    var attributes = new ArrayList<AttributeDefinition>();
    var schema = new ArrayList<KeySchemaElement>();
    for (Key key : keys) {
      attributes.add(
          AttributeDefinition.builder()
              .attributeName(key.name())
              .attributeType(key.type())
              .build());
      schema.add(
          KeySchemaElement.builder()
              .attributeName(key.name())
              .keyType(schema.isEmpty() ? KeyType.HASH : KeyType.RANGE)
              .build());
    }
    try {
      dynamoDb.createTable(request ->
          request
              .tableName(name)
              .billingMode(BillingMode.PAY_PER_REQUEST)
              .attributeDefinitions(attributes)
              .keySchema(schema));
    } catch (ResourceInUseException e) {
      // Made before.
    } catch (SdkException e) {
      throw AwsFailures.of("make table " + name, e);
    }
    try (var waiter = dynamoDb.waiter()) {
      waiter.waitUntilTableExists(request -> request.tableName(name));
    } catch (SdkException e) {
      throw AwsFailures.of("wait for table " + name, e);
    }
  }

  private static void nameTtl(DynamoDbClient dynamoDb, String table) throws StoreException {
    try {
      TimeToLiveStatus status =
          dynamoDb
              .describeTimeToLive(request -> request.tableName(table))
              .timeToLiveDescription()
              .timeToLiveStatus();
      if (status == TimeToLiveStatus.DISABLED) {
        dynamoDb.updateTimeToLive(request ->
            request
                .tableName(table)
                .timeToLiveSpecification(
                    ttl -> ttl.enabled(true).attributeName(DynamoDbRegistry.EXPIRES)));
      }
    } catch (SdkException e) {
      throw AwsFailures.of("name the end of items in " + table, e);
    }
  }
}
