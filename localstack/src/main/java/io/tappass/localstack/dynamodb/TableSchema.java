package io.tappass.localstack.dynamodb;

import io.tappass.json.JsonFields;
import io.tappass.json.JsonShapeException;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.localstack.dynamodb.AttributeValue.Binary;
import io.tappass.localstack.dynamodb.AttributeValue.Members;
import io.tappass.localstack.dynamodb.AttributeValue.Text;
import io.tappass.localstack.wire.ServiceException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Name, key and settings of a table.
 *
 * @param ttlAttribute named by UpdateTimeToLive; the stand-in keeps the name and deletes nothing
 */
record TableSchema(
    String name,
    KeyAttribute partition,
    @Nullable KeyAttribute sort,
    Instant created,
    String billingMode,
    boolean deletionProtected,
    @Nullable String ttlAttribute) {

  /** Bytes of a partition key. */
  static final int PARTITION_KEY_BYTES_MAX = 2048;

  /** Bytes of a sort key. */
  static final int SORT_KEY_BYTES_MAX = 1024;

  /**
   * One attribute of the key.
   *
   * @param type {@code S}, {@code N} or {@code B}
   */
  record KeyAttribute(String name, String type) {}

  TableSchema withTtl(@Nullable String attribute) {
    return new TableSchema(
        name, partition, sort, created, billingMode, deletionProtected, attribute);
  }

  List<String> keyNames() {
    return keyAttributes().stream().map(KeyAttribute::name).toList();
  }

  List<KeyAttribute> keyAttributes() {
    return sort == null ? List.of(partition) : List.of(partition, sort);
  }

  /** The key of an item that has one. */
  Members keyOf(Map<String, AttributeValue> item) {
    var key = new TreeMap<String, AttributeValue>();
    for (String keyName : keyNames()) {
      AttributeValue value = item.get(keyName);
      if (value == null) {
        throw new IllegalArgumentException("an item without its key attribute " + keyName);
      }
      key.put(keyName, value);
    }
    return new Members(key);
  }

  /** Refuses a key that has other attributes than the schema. */
  Members requireKey(Map<String, AttributeValue> key) throws ServiceException {
    boolean matches = key.size() == keyAttributes().size();
    for (KeyAttribute attribute : keyAttributes()) {
      AttributeValue value = key.get(attribute.name());
      matches &= value != null && value.type().equals(attribute.type());
    }
    if (!matches) {
      throw Refusals.invalid("The provided key element does not match the schema");
    }
    requireKeySizes(key);
    return new Members(key);
  }

  /** Refuses an item without a proper key. */
  Members requireItemKey(Map<String, AttributeValue> item) throws ServiceException {
    for (KeyAttribute attribute : keyAttributes()) {
      AttributeValue value = item.get(attribute.name());
      if (value == null) {
        throw Refusals.invalid(
            "One or more parameter values were invalid: Missing the key "
                + attribute.name()
                + " in the item");
      }
      if (!value.type().equals(attribute.type())) {
        throw Refusals.invalid(
            "One or more parameter values were invalid: Type mismatch for key "
                + attribute.name()
                + " expected: "
                + attribute.type()
                + " actual: "
                + value.type());
      }
    }
    requireKeySizes(item);
    return keyOf(item);
  }

  private void requireKeySizes(Map<String, AttributeValue> item) throws ServiceException {
    for (KeyAttribute attribute : keyAttributes()) {
      AttributeValue value = item.get(attribute.name());
      boolean isPartition = attribute.equals(partition);
      int max = isPartition ? PARTITION_KEY_BYTES_MAX : SORT_KEY_BYTES_MAX;
      boolean isText = value instanceof Text || value instanceof Binary;
      if (value != null && isText && value.size() == 0) {
        throw Refusals.invalid(
            "One or more parameter values are not valid. The AttributeValue for a key attribute"
                + " cannot contain an empty string value. Key: "
                + attribute.name());
      }
      if (value != null && isText && value.size() > max) {
        throw Refusals.invalid(
            "One or more parameter values were invalid: Size of "
                + (isPartition ? "hashkey" : "rangekey")
                + " has exceeded the maximum size limit of "
                + max
                + " bytes");
      }
    }
  }

  JsonObject toJson() {
    var json =
        JsonValue.object()
            .put("name", name)
            .put("partition", partition.name())
            .put("partitionType", partition.type())
            .put("created", created.toString())
            .put("billing", billingMode)
            .put("protected", deletionProtected);
    if (sort != null) {
      json.put("sort", sort.name()).put("sortType", sort.type());
    }
    if (ttlAttribute != null) {
      json.put("ttl", ttlAttribute);
    }
    return json.build();
  }

  static TableSchema fromJson(JsonFields json) throws JsonShapeException {
    return new TableSchema(
        json.string("name"),
        new KeyAttribute(json.string("partition"), json.string("partitionType")),
        json.has("sort") ? new KeyAttribute(json.string("sort"), json.string("sortType")) : null,
        Instant.parse(json.string("created")),
        json.string("billing"),
        json.bool("protected"),
        json.optionalString("ttl").orElse(null));
  }
}
