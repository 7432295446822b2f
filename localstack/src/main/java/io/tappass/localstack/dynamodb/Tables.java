package io.tappass.localstack.dynamodb;

import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonNumber;
import io.tappass.localstack.dynamodb.DynamoDbStore.Table;
import io.tappass.localstack.dynamodb.TableSchema.KeyAttribute;
import io.tappass.localstack.wire.JsonMembers;
import io.tappass.localstack.wire.ServiceException;
import io.tappass.localstack.wire.SignedCall;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** CreateTable, DescribeTable, UpdateTimeToLive, DescribeTimeToLive. */
final class Tables {
  private final DynamoDbStore store;
  private final InstantSource clock;
  private final String arnPrefix;

  Tables(DynamoDbStore store, InstantSource clock, String arnPrefix) {
    this.store = store;
    this.clock = clock;
    this.arnPrefix = arnPrefix;
  }

  JsonValue create(JsonMembers request, SignedCall signed) throws ServiceException, IOException {
    String name = Writes.requireTable(request);
    signed.require("dynamodb:CreateTable", name, "AccessDeniedException");
    if (!name.matches("[a-zA-Z0-9_.-]{3,255}")) {
      throw Refusals.invalid(
          "1 validation error detected: Value '"
              + name
              + "' at 'tableName' failed to satisfy constraint: Member must satisfy regular"
              + " expression pattern: [a-zA-Z0-9_.-]+");
    }
    request.expect("BillingMode", "PAY_PER_REQUEST");
    boolean deletionProtected = request.flag("DeletionProtectionEnabled");
    Map<String, String> types = types(request.array("AttributeDefinitions"));
    TableSchema schema = schema(name, request.array("KeySchema"), types, deletionProtected);
    request.end();
    if (!types.keySet().equals(Set.copyOf(schema.keyNames()))) {
      throw Refusals.invalid(
          "One or more parameter values were invalid: Number of attributes in KeySchema does not"
              + " exactly match number of attributes defined in AttributeDefinitions");
    }
    store.atomically(() -> {
      if (store.find(name).isPresent()) {
        throw new ServiceException(400, "ResourceInUseException", "Table already exists: " + name);
      }
      store.putSchema(schema);
      return schema;
    });
    return JsonValue.object()
        .put("TableDescription", description(schema, "CREATING", List.of()))
        .build();
  }

  private static Map<String, String> types(List<JsonValue> definitions) throws ServiceException {
    var types = new TreeMap<String, String>();
    for (JsonValue definition : definitions) {
      JsonMembers members = JsonMembers.of("AttributeDefinitions", definition);
      String type = members.requireText("AttributeType");
      if (!List.of("S", "N", "B").contains(type)) {
        throw Refusals.invalid("Member must satisfy enum value set: [B, N, S]");
      }
      types.put(members.requireText("AttributeName"), type);
      members.end();
    }
    return types;
  }

  private TableSchema schema(
      String name, List<JsonValue> keySchema, Map<String, String> types, boolean isProtected)
      throws ServiceException {
    var keys = new ArrayList<KeyAttribute>();
    for (JsonValue element : keySchema) {
      JsonMembers members = JsonMembers.of("KeySchema", element);
      String keyName = members.requireText("AttributeName");
      String keyType = members.requireText("KeyType");
      members.end();
      String type = types.get(keyName);
      if (type == null) {
        throw Refusals.invalid(
            "One or more parameter values were invalid: Some index key attributes are not defined"
                + " in AttributeDefinitions. Keys: ["
                + keyName
                + "]");
      }
      if (!keyType.equals(keys.isEmpty() ? "HASH" : "RANGE")) {
        throw Refusals.invalid("Invalid KeySchema: HASH first, then RANGE");
      }
      keys.add(new KeyAttribute(keyName, type));
    }
    if (keys.isEmpty() || keys.size() > 2) {
      throw Refusals.invalid("Invalid KeySchema: one or two elements");
    }
    return new TableSchema(
        name,
        keys.getFirst(),
        keys.size() == 2 ? keys.getLast() : null,
        clock.instant(),
        "PAY_PER_REQUEST",
        isProtected,
        null);
  }

  JsonValue describe(JsonMembers request, SignedCall signed) throws ServiceException, IOException {
    String name = Writes.requireTable(request);
    signed.require("dynamodb:DescribeTable", name, "AccessDeniedException");
    request.end();
    return store.atomically(() -> {
      Table table =
          store
              .find(name)
              .orElseThrow(() ->
                  new ServiceException(
                      400,
                      "ResourceNotFoundException",
                      "Requested resource not found: Table: " + name + " not found"));
      return JsonValue.object()
          .put("Table", description(table.schema(), "ACTIVE", table.all()))
          .build();
    });
  }

  private JsonValue description(
      TableSchema schema, String status, List<AttributeValue.Members> items) {
    var definitions = new ArrayList<JsonValue>();
    var keys = new ArrayList<JsonValue>();
    for (KeyAttribute attribute : schema.keyAttributes()) {
      definitions.add(
          JsonValue.object()
              .put("AttributeName", attribute.name())
              .put("AttributeType", attribute.type())
              .build());
      keys.add(
          JsonValue.object()
              .put("AttributeName", attribute.name())
              .put("KeyType", attribute.equals(schema.partition()) ? "HASH" : "RANGE")
              .build());
    }
    long bytes = items.stream().mapToLong(AttributeValue.Members::attributesSize).sum();
    BigDecimal created = BigDecimal.valueOf(schema.created().toEpochMilli(), 3);
    return JsonValue.object()
        .put("TableName", schema.name())
        .put("TableArn", arnPrefix + schema.name())
        .put("TableStatus", status)
        .put("AttributeDefinitions", new JsonArray(definitions))
        .put("KeySchema", new JsonArray(keys))
        .put("CreationDateTime", new JsonNumber(created.toPlainString()))
        .put("ItemCount", items.size())
        .put("TableSizeBytes", bytes)
        .put("DeletionProtectionEnabled", schema.deletionProtected())
        .put(
            "BillingModeSummary",
            JsonValue.object().put("BillingMode", schema.billingMode()).build())
        .build();
  }

  JsonValue updateTtl(JsonMembers request, SignedCall signed) throws ServiceException, IOException {
    String name = Writes.requireTable(request);
    signed.require("dynamodb:UpdateTimeToLive", name, "AccessDeniedException");
    JsonMembers wanted =
        request
            .members("TimeToLiveSpecification")
            .orElseThrow(() -> Refusals.invalid("TimeToLiveSpecification must not be null"));
    request.end();
    boolean enabled = wanted.flag("Enabled");
    String attribute = wanted.requireText("AttributeName");
    wanted.end();
    store.atomically(() -> {
      TableSchema schema = store.table(name).schema();
      if (enabled == (schema.ttlAttribute() != null)) {
        throw Refusals.invalid("TimeToLive is already " + (enabled ? "enabled" : "disabled"));
      }
      TableSchema changed = schema.withTtl(enabled ? attribute : null);
      store.putSchema(changed);
      return changed;
    });
    return JsonValue.object()
        .put(
            "TimeToLiveSpecification",
            JsonValue.object().put("Enabled", enabled).put("AttributeName", attribute).build())
        .build();
  }

  JsonValue describeTtl(JsonMembers request, SignedCall signed)
      throws ServiceException, IOException {
    String name = Writes.requireTable(request);
    signed.require("dynamodb:DescribeTimeToLive", name, "AccessDeniedException");
    request.end();
    TableSchema schema = store.atomically(() -> store.table(name).schema());
    String attribute = schema.ttlAttribute();
    var description =
        JsonValue.object().put("TimeToLiveStatus", attribute == null ? "DISABLED" : "ENABLED");
    if (attribute != null) {
      description.put("AttributeName", attribute);
    }
    return JsonValue.object().put("TimeToLiveDescription", description.build()).build();
  }
}
