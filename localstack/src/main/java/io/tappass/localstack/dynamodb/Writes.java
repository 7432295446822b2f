package io.tappass.localstack.dynamodb;

import io.tappass.json.JsonText;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.localstack.dynamodb.AttributeValue.Members;
import io.tappass.localstack.dynamodb.DynamoDbStore.Change;
import io.tappass.localstack.dynamodb.DynamoDbStore.Table;
import io.tappass.localstack.dynamodb.DynamoDbStore.Token;
import io.tappass.localstack.wire.Hashing;
import io.tappass.localstack.wire.JsonMembers;
import io.tappass.localstack.wire.NotBuiltException;
import io.tappass.localstack.wire.ServiceException;
import io.tappass.localstack.wire.SignedCall;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** PutItem, UpdateItem, DeleteItem and TransactWriteItems. */
final class Writes {

  /** Bytes of an item. */
  static final int ITEM_BYTES_MAX = 400 * 1024;

  /** Writes of one transaction. */
  static final int TRANSACTION_WRITES_MAX = 100;

  private final DynamoDbStore store;
  private final InstantSource clock;

  Writes(DynamoDbStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  private enum Kind {
    PUT("PutItem"),
    UPDATE("UpdateItem"),
    DELETE("DeleteItem"),
    CHECK("ConditionCheckItem");

    private final String action;

    Kind(String action) {
      this.action = action;
    }
  }

  /** A write as asked for, its expressions read. */
  private record Write(
      Kind kind,
      String table,
      Members key,
      Map<String, AttributeValue> item,
      @Nullable Update update,
      @Nullable Condition condition,
      boolean oldOnFailure) {}

  /** An item before and after. */
  private record Outcome(Change change, @Nullable Members before, @Nullable Members after) {}

  static String requireTable(JsonMembers request) throws ServiceException {
    String name = request.requireText("TableName");
    if (name.contains(":")) {
      throw new NotBuiltException("table named by its ARN");
    }
    return name;
  }

  private Write read(Kind kind, JsonMembers request, SignedCall signed)
      throws ServiceException, IOException {
    String name = requireTable(request);
    signed.require("dynamodb:" + kind.action, name, "AccessDeniedException");
    TableSchema schema = store.atomically(() -> store.table(name).schema());
    Map<String, AttributeValue> item = Map.of();
    Members key;
    if (kind == Kind.PUT) {
      item = ItemJson.readMembers(request.object("Item"));
      key = schema.requireItemKey(item);
    } else {
      key = schema.requireKey(ItemJson.readMembers(request.object("Key")));
    }
    Placeholders placeholders = Placeholders.take(request);
    Optional<String> conditionText = request.text("ConditionExpression");
    Condition condition =
        conditionText.isPresent()
            ? ConditionParser.parse("ConditionExpression", conditionText.get(), placeholders)
            : null;
    if (kind == Kind.CHECK && condition == null) {
      throw Refusals.invalid("The expression can not be empty;");
    }
    Update update = null;
    if (kind == Kind.UPDATE) {
      Optional<String> text = request.text("UpdateExpression");
      update =
          text.isPresent()
              ? UpdateParser.parse(text.get(), placeholders, schema.keyNames())
              : new Update(List.of());
    }
    placeholders.end();
    boolean oldOnFailure =
        oneOf(request, "ReturnValuesOnConditionCheckFailure", List.of("NONE", "ALL_OLD"))
            .equals("ALL_OLD");
    return new Write(kind, name, key, item, update, condition, oldOnFailure);
  }

  private static String oneOf(JsonMembers request, String member, List<String> allowed)
      throws ServiceException {
    String value = request.text(member).orElse("NONE");
    if (!allowed.contains(value)) {
      throw Refusals.invalid(member + " can only be one of " + allowed);
    }
    return value;
  }

  static void expectNoMetrics(JsonMembers request) throws ServiceException {
    request.expect("ReturnConsumedCapacity", "NONE");
    request.expect("ReturnItemCollectionMetrics", "NONE");
  }

  /** What the write would do; call inside the store's lock. */
  private Outcome weigh(Write write) throws ServiceException {
    Table table = store.table(write.table());
    Members before = table.find(write.key());
    Map<String, AttributeValue> present = before == null ? Map.of() : before.members();
    Condition condition = write.condition();
    if (condition != null && !condition.holds(present)) {
      throw Refusals.conditionFailed(write.oldOnFailure() ? before : null);
    }
    Members after =
        switch (write.kind()) {
          case PUT -> new Members(write.item());
          case UPDATE -> updated(write, present);
          case DELETE -> null;
          case CHECK -> before;
        };
    if (after != null && after.attributesSize() > ITEM_BYTES_MAX) {
      throw Refusals.invalid(
          write.kind() == Kind.UPDATE
              ? "Item size to update has exceeded the maximum allowed size"
              : "Item size has exceeded the maximum allowed size");
    }
    return new Outcome(new Change(write.table(), write.key(), after), before, after);
  }

  private static Members updated(Write write, Map<String, AttributeValue> present)
      throws ServiceException {
    var start = new TreeMap<>(present);
    start.putAll(write.key().members());
    Update update = write.update();
    return new Members(update == null ? start : update.apply(start));
  }

  private JsonValue single(Kind kind, JsonMembers request, SignedCall signed, List<String> returns)
      throws ServiceException, IOException {
    String returnValues = oneOf(request, "ReturnValues", returns);
    expectNoMetrics(request);
    Write write = read(kind, request, signed);
    request.end();
    Outcome outcome =
        store.atomically(() -> {
          Outcome weighed = weigh(write);
          store.commit(List.of(weighed.change()), null);
          return weighed;
        });
    var answer = JsonValue.object();
    Members attributes = returned(returnValues, write, outcome);
    if (attributes != null && !attributes.members().isEmpty()) {
      answer.put("Attributes", ItemJson.members(attributes.members()));
    }
    return answer.build();
  }

  private static @Nullable Members returned(String returnValues, Write write, Outcome outcome) {
    return switch (returnValues) {
      case "ALL_OLD" -> outcome.before();
      case "ALL_NEW" -> outcome.after();
      case "UPDATED_OLD" -> touched(write, outcome.before());
      case "UPDATED_NEW" -> touched(write, outcome.after());
      default -> null;
    };
  }

  /** The top-level attributes that an update names; nested paths are returned with all around. */
  private static @Nullable Members touched(Write write, @Nullable Members item) {
    Update update = write.update();
    if (item == null || update == null) {
      return null;
    }
    var touched = new TreeMap<String, AttributeValue>();
    for (Update.Action action : update.actions()) {
      AttributeValue value = item.members().get(action.path().top());
      if (value != null) {
        touched.put(action.path().top(), value);
      }
    }
    return new Members(touched);
  }

  JsonValue put(JsonMembers request, SignedCall signed) throws ServiceException, IOException {
    return single(Kind.PUT, request, signed, List.of("NONE", "ALL_OLD"));
  }

  JsonValue delete(JsonMembers request, SignedCall signed) throws ServiceException, IOException {
    return single(Kind.DELETE, request, signed, List.of("NONE", "ALL_OLD"));
  }

  JsonValue update(JsonMembers request, SignedCall signed) throws ServiceException, IOException {
    return single(
        Kind.UPDATE,
        request,
        signed,
        List.of("NONE", "ALL_OLD", "ALL_NEW", "UPDATED_OLD", "UPDATED_NEW"));
  }

  JsonValue transact(JsonMembers request, SignedCall signed) throws ServiceException, IOException {
    expectNoMetrics(request);
    String token = request.text("ClientRequestToken").orElse("");
    List<JsonValue> items = request.array("TransactItems");
    request.end();
    if (items.isEmpty() || items.size() > TRANSACTION_WRITES_MAX) {
      throw Refusals.invalid(
          "1 validation error detected: Value at 'transactItems' failed to satisfy constraint:"
              + " Member must have length between 1 and "
              + TRANSACTION_WRITES_MAX);
    }
    var writes = new ArrayList<Write>();
    var touched = new HashSet<List<Object>>();
    for (JsonValue item : items) {
      Write write = readItem(JsonMembers.of("TransactItems", item), signed);
      if (!touched.add(List.of(write.table(), write.key()))) {
        throw Refusals.invalid(
            "Transaction request cannot include multiple operations on one item");
      }
      writes.add(write);
    }
    String hash =
        Hashing.sha256Hex(JsonText.compact(new JsonArray(items)).getBytes(StandardCharsets.UTF_8));
    store.atomically(() -> commit(writes, token, hash));
    return JsonValue.object().build();
  }

  private Write readItem(JsonMembers item, SignedCall signed) throws ServiceException, IOException {
    var found = new ArrayList<Write>();
    for (var entry :
        Map.of(
                "Put",
                Kind.PUT,
                "Update",
                Kind.UPDATE,
                "Delete",
                Kind.DELETE,
                "ConditionCheck",
                Kind.CHECK)
            .entrySet()) {
      Optional<JsonMembers> write = item.members(entry.getKey());
      if (write.isPresent()) {
        found.add(read(entry.getValue(), write.get(), signed));
        write.get().end();
      }
    }
    item.end();
    if (found.size() != 1) {
      throw Refusals.invalid("TransactItems can only contain one of Check, Put, Update or Delete");
    }
    return found.getFirst();
  }

  private boolean commit(List<Write> writes, String token, String hash)
      throws ServiceException, IOException {
    if (!token.isEmpty()) {
      Optional<Token> known = store.token(token);
      if (known.isPresent()) {
        if (!known.get().requestHash().equals(hash)) {
          throw new ServiceException(
              400,
              "IdempotentParameterMismatchException",
              "Request parameters do not match those of the earlier request with this token");
        }
        return false;
      }
    }
    var changes = new ArrayList<Change>();
    var codes = new ArrayList<String>();
    var reasons = new ArrayList<JsonValue>();
    boolean failed = false;
    for (Write write : writes) {
      try {
        Outcome outcome = weigh(write);
        if (write.kind() != Kind.CHECK) {
          changes.add(outcome.change());
        }
        codes.add("None");
        reasons.add(JsonValue.object().put("Code", "None").build());
      } catch (ServiceException e) {
        failed = true;
        boolean isCondition = e.code().equals("ConditionalCheckFailedException");
        String code = isCondition ? "ConditionalCheckFailed" : "ValidationError";
        var reason = JsonValue.object().put("Code", code).put("Message", e.message());
        e.members().forEach(reason::put);
        codes.add(code);
        reasons.add(reason.build());
      }
    }
    if (failed) {
      throw Refusals.canceled(String.join(", ", codes), new JsonArray(reasons));
    }
    store.commit(changes, token.isEmpty() ? null : new Token(token, hash, clock.instant()));
    return true;
  }
}
