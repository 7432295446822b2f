package io.tappass.aws;

import io.tappass.control.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/** One table with the few things that the registry does with it. */
final class ItemTable {

  /** The attribute that tells whose write an item is. */
  private static final String WRITE_ID = "writeId";

  private final DynamoDbClient dynamoDb;
  private final String name;
  private final Supplier<String> writeIds;

  ItemTable(DynamoDbClient dynamoDb, String name, Supplier<String> writeIds) {
    this.dynamoDb = dynamoDb;
    this.name = name;
    this.writeIds = writeIds;
  }

  /**
   * What became of a conditional write.
   *
   * @param there the item that was in the way, if the write failed
   */
  record Written(boolean isWritten, @Nullable Item there) {}

  /** Puts an item if the condition holds for the one that is there. */
  Written putIf(
      Map<String, AttributeValue> item, String condition, Map<String, AttributeValue> values)
      throws StoreException {
    String writeId = writeIds.get();
    var signed = new TreeMap<>(item);
    signed.put(WRITE_ID, Attributes.text(writeId));
    PutItemRequest.Builder request =
        PutItemRequest.builder()
            .tableName(name)
            .item(signed)
            .conditionExpression(condition)
            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD);
    if (!values.isEmpty()) {
      request.expressionAttributeValues(values);
    }
    try {
      dynamoDb.putItem(request.build());
      return new Written(true, null);
    } catch (ConditionalCheckFailedException e) {
      Item there = new Item(e.hasItem() ? e.item() : Map.of());
      // A retry of our own write, whose answer was lost, meets what it wrote.
      boolean isOwn = there.findText(WRITE_ID).filter(writeId::equals).isPresent();
      return new Written(isOwn, there);
    } catch (SdkException e) {
      throw AwsFailures.of("write to " + name, e);
    }
  }

  /** Puts an item whatever is there. */
  void put(Map<String, AttributeValue> item) throws StoreException {
    try {
      dynamoDb.putItem(request -> request.tableName(name).item(item));
    } catch (SdkException e) {
      throw AwsFailures.of("write to " + name, e);
    }
  }

  /** Removes an item, if it is there. */
  void delete(Map<String, AttributeValue> key) throws StoreException {
    try {
      dynamoDb.deleteItem(request -> request.tableName(name).key(key));
    } catch (SdkException e) {
      throw AwsFailures.of("remove from " + name, e);
    }
  }

  /** An id that no other call has. */
  String newId() {
    return writeIds.get();
  }

  /** Marks an item, if it is there, was never marked, and the condition holds. */
  Optional<Item> markOnce(
      Map<String, AttributeValue> key,
      String mark,
      String condition,
      Map<String, AttributeValue> values)
      throws StoreException {
    String writeId = writeIds.get();
    var all = new TreeMap<>(values);
    all.put(":mark", Attributes.text(writeId));
    try {
      return Optional.of(
          new Item(
              dynamoDb
                  .updateItem(request ->
                      request
                          .tableName(name)
                          .key(key)
                          .updateExpression("SET " + mark + " = :mark")
                          .conditionExpression(
                              "attribute_exists("
                                  + DynamoDbRegistry.KIND
                                  + ") AND attribute_not_exists("
                                  + mark
                                  + ") AND "
                                  + condition)
                          .expressionAttributeValues(all)
                          .returnValues(ReturnValue.ALL_NEW)
                          .returnValuesOnConditionCheckFailure(
                              ReturnValuesOnConditionCheckFailure.ALL_OLD))
                  .attributes()));
    } catch (ConditionalCheckFailedException e) {
      Item there = new Item(e.hasItem() ? e.item() : Map.of());
      return there.findText(mark).filter(writeId::equals).map(own -> there);
    } catch (SdkException e) {
      throw AwsFailures.of("write to " + name, e);
    }
  }

  /** One item. */
  Optional<Item> get(Map<String, AttributeValue> key) throws StoreException {
    try {
      var response =
          dynamoDb.getItem(request -> request.tableName(name).key(key).consistentRead(true));
      return response.hasItem() ? Optional.of(new Item(response.item())) : Optional.empty();
    } catch (SdkException e) {
      throw AwsFailures.of("read from " + name, e);
    }
  }

  /** All items, in no order. */
  List<Item> all() throws StoreException {
    var items = new ArrayList<Item>();
    try {
      dynamoDb
          .scanPaginator(request -> request.tableName(name).consistentRead(true))
          .items()
          .forEach(item -> items.add(new Item(item)));
      return items;
    } catch (SdkException e) {
      throw AwsFailures.of("read from " + name, e);
    }
  }

  /** The items of one partition of the table {@code desired}, by their id. */
  List<Item> ofKind(String kind) throws StoreException {
    var items = new ArrayList<Item>();
    try {
      dynamoDb
          .queryPaginator(request ->
              request
                  .tableName(name)
                  .keyConditionExpression(DynamoDbRegistry.KIND + " = :kind")
                  .expressionAttributeValues(Map.of(":kind", Attributes.text(kind)))
                  .consistentRead(true))
          .items()
          .forEach(item -> items.add(new Item(item)));
      return items;
    } catch (SdkException e) {
      throw AwsFailures.of("read from " + name, e);
    }
  }
}
