package io.tappass.localstack.dynamodb;

import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonNumber;
import io.tappass.localstack.dynamodb.AttributeValue.Members;
import io.tappass.localstack.dynamodb.Condition.AtPath;
import io.tappass.localstack.dynamodb.Condition.Comparison;
import io.tappass.localstack.dynamodb.Condition.Given;
import io.tappass.localstack.dynamodb.DynamoDbStore.Table;
import io.tappass.localstack.wire.JsonMembers;
import io.tappass.localstack.wire.NotBuiltException;
import io.tappass.localstack.wire.ServiceException;
import io.tappass.localstack.wire.SignedCall;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** GetItem, Query and Scan; every read is strongly consistent. */
final class Reads {

  /** Bytes of items that one page of a Query or Scan weighs. */
  static final int PAGE_BYTES_MAX = 1024 * 1024;

  private final DynamoDbStore store;

  Reads(DynamoDbStore store) {
    this.store = store;
  }

  JsonValue get(JsonMembers request, SignedCall signed) throws ServiceException, IOException {
    String name = Writes.requireTable(request);
    signed.require("dynamodb:GetItem", name, "AccessDeniedException");
    Map<String, AttributeValue> keyGiven = ItemJson.readMembers(request.object("Key"));
    request.flag("ConsistentRead");
    Placeholders placeholders = Placeholders.take(request);
    List<DocumentPath> projection = projection(request, placeholders);
    placeholders.end();
    Writes.expectNoMetrics(request);
    request.end();
    Optional<Members> item =
        store.atomically(() -> {
          Table table = store.table(name);
          return Optional.ofNullable(table.find(table.schema().requireKey(keyGiven)));
        });
    var answer = JsonValue.object();
    item.ifPresent(found -> answer.put("Item", project(found, projection)));
    return answer.build();
  }

  /** The paths of a ProjectionExpression; empty for everything. */
  private static List<DocumentPath> projection(JsonMembers request, Placeholders placeholders)
      throws ServiceException {
    Optional<String> text = request.text("ProjectionExpression");
    if (text.isEmpty()) {
      return List.of();
    }
    var reader = new ExpressionReader("ProjectionExpression", text.get(), placeholders);
    var paths = new ArrayList<DocumentPath>();
    do {
      DocumentPath path = reader.path();
      if (path.steps().size() > 1) {
        throw new NotBuiltException("ProjectionExpression with a nested path");
      }
      paths.add(path);
    } while (reader.accept(","));
    reader.end();
    return paths;
  }

  private static JsonValue project(Members item, List<DocumentPath> projection) {
    if (projection.isEmpty()) {
      return ItemJson.members(item.members());
    }
    var kept = new TreeMap<String, AttributeValue>();
    for (DocumentPath path : projection) {
      AttributeValue value = item.members().get(path.top());
      if (value != null) {
        kept.put(path.top(), value);
      }
    }
    return ItemJson.members(kept);
  }

  /** What a Query or Scan asks for beside its candidates. */
  private record Page(
      @Nullable Condition filter,
      List<DocumentPath> projection,
      int limit,
      Map<String, AttributeValue> startKey,
      boolean countOnly) {}

  private static Page page(JsonMembers request, Placeholders placeholders) throws ServiceException {
    Optional<String> filter = request.text("FilterExpression");
    Condition condition =
        filter.isPresent()
            ? ConditionParser.parse("FilterExpression", filter.get(), placeholders)
            : null;
    List<DocumentPath> projection = projection(request, placeholders);
    placeholders.end();
    String select = request.text("Select").orElse("ALL_ATTRIBUTES");
    if (!List.of("ALL_ATTRIBUTES", "COUNT", "SPECIFIC_ATTRIBUTES").contains(select)) {
      throw new NotBuiltException("Select " + select);
    }
    request.flag("ConsistentRead");
    Writes.expectNoMetrics(request);
    return new Page(
        condition,
        projection,
        limit(request),
        ItemJson.readMembers(request.object("ExclusiveStartKey")),
        select.equals("COUNT"));
  }

  private static int limit(JsonMembers request) throws ServiceException {
    Optional<JsonValue> limit = request.take("Limit");
    if (limit.isEmpty()) {
      return Integer.MAX_VALUE;
    }
    long value = limit.get() instanceof JsonNumber number ? number.longValue().orElse(0L) : 0L;
    if (value < 1 || value > Integer.MAX_VALUE) {
      throw Refusals.invalid(
          "1 validation error detected: Value at 'limit' failed to satisfy constraint: Member must"
              + " have value greater than or equal to 1");
    }
    return (int) value;
  }

  JsonValue query(JsonMembers request, SignedCall signed) throws ServiceException, IOException {
    String name = Writes.requireTable(request);
    signed.require("dynamodb:Query", name, "AccessDeniedException");
    boolean forward = request.flag("ScanIndexForward", true);
    Placeholders placeholders = Placeholders.take(request);
    Condition key =
        ConditionParser.parse(
            "KeyConditionExpression", request.requireText("KeyConditionExpression"), placeholders);
    Page page = page(request, placeholders);
    request.end();
    return store.atomically(() -> {
      Table table = store.table(name);
      AttributeValue partition = partitionKey(key, table.schema());
      List<Members> candidates =
          table.partition(partition).stream().filter(item -> key.holds(item.members())).toList();
      return answer(table, forward ? candidates : candidates.reversed(), forward, page);
    });
  }

  JsonValue scan(JsonMembers request, SignedCall signed) throws ServiceException, IOException {
    String name = Writes.requireTable(request);
    signed.require("dynamodb:Scan", name, "AccessDeniedException");
    Page page = page(request, Placeholders.take(request));
    request.end();
    return store.atomically(() -> {
      Table table = store.table(name);
      return answer(table, table.all(), true, page);
    });
  }

  /**
   * The one partition that a key condition names: an equality, and at most one condition on the
   * sort key ("Key condition expressions for the Query operation", Developer Guide).
   */
  private static AttributeValue partitionKey(Condition key, TableSchema schema)
      throws ServiceException {
    List<Condition> parts =
        key instanceof Condition.And(Condition left, Condition right)
            ? List.of(left, right)
            : List.of(key);
    AttributeValue partition = null;
    boolean sorted = false;
    for (Condition part : parts) {
      if (partition == null
          && part
              instanceof
              Condition.Compare(
                  Comparison comparison,
                  AtPath(DocumentPath path),
                  Given(AttributeValue value))
          && comparison == Comparison.EQUAL
          && names(path, schema.partition())) {
        partition = requireType(value, schema.partition());
      } else if (!sorted && isSortCondition(part, schema)) {
        sorted = true;
      } else {
        throw Refusals.invalid("Query key condition not supported");
      }
    }
    if (partition == null) {
      throw Refusals.invalid(
          "Query condition missed key schema element: " + schema.partition().name());
    }
    return partition;
  }

  private static boolean names(DocumentPath path, TableSchema.@Nullable KeyAttribute attribute) {
    return attribute != null && path.steps().size() == 1 && path.top().equals(attribute.name());
  }

  private static AttributeValue requireType(
      AttributeValue value, TableSchema.@Nullable KeyAttribute attribute) throws ServiceException {
    if (attribute == null || !value.type().equals(attribute.type())) {
      throw Refusals.invalid(
          "One or more parameter values were invalid: Condition parameter type does not match"
              + " schema type");
    }
    return value;
  }

  private static boolean isSortCondition(Condition part, TableSchema schema)
      throws ServiceException {
    TableSchema.KeyAttribute sort = schema.sort();
    return switch (part) {
      case Condition.Compare(
              Comparison comparison,
              AtPath(DocumentPath path),
              Given(AttributeValue value)) -> {
        if (comparison == Comparison.NOT_EQUAL || !names(path, sort)) {
          yield false;
        }
        requireType(value, sort);
        yield true;
      }
      case Condition.Between(
              AtPath(DocumentPath path),
              Given(AttributeValue low),
              Given(AttributeValue high)) -> {
        if (!names(path, sort)) {
          yield false;
        }
        requireType(low, sort);
        requireType(high, sort);
        yield true;
      }
      case Condition.BeginsWith(DocumentPath path, Given(AttributeValue prefix)) -> {
        if (!names(path, sort)) {
          yield false;
        }
        requireType(prefix, sort);
        yield true;
      }
      case Condition.Compare ignored -> false;
      case Condition.Between ignored -> false;
      case Condition.BeginsWith ignored -> false;
      case Condition.In ignored -> false;
      case Condition.Exists ignored -> false;
      case Condition.TypeIs ignored -> false;
      case Condition.Contains ignored -> false;
      case Condition.Not ignored -> false;
      case Condition.And ignored -> false;
      case Condition.Or ignored -> false;
    };
  }

  private static JsonValue answer(Table table, List<Members> candidates, boolean forward, Page page)
      throws ServiceException {
    TableSchema schema = table.schema();
    int from = 0;
    if (!page.startKey().isEmpty()) {
      Members start = schema.requireKey(page.startKey());
      from = placeAfter(schema, candidates, forward, start);
    }
    var items = new ArrayList<JsonValue>();
    Members last = null;
    int scanned = 0;
    int matched = 0;
    long bytes = 0;
    for (Members item : candidates.subList(from, candidates.size())) {
      if (scanned == page.limit() || bytes > PAGE_BYTES_MAX) {
        break;
      }
      scanned++;
      last = item;
      bytes += item.attributesSize();
      Condition filter = page.filter();
      if (filter == null || filter.holds(item.members())) {
        matched++;
        if (!page.countOnly()) {
          items.add(project(item, page.projection()));
        }
      }
    }
    var answer = JsonValue.object();
    if (!page.countOnly()) {
      answer.put("Items", new JsonArray(items));
    }
    answer.put("Count", matched).put("ScannedCount", scanned);
    boolean isCut = from + scanned < candidates.size() || scanned == page.limit();
    if (isCut && last != null) {
      answer.put("LastEvaluatedKey", ItemJson.members(schema.keyOf(last.members()).members()));
    }
    return answer.build();
  }

  /** The index of the first candidate behind a key, in the order of the candidates. */
  private static int placeAfter(
      TableSchema schema, List<Members> candidates, boolean forward, Members start) {
    for (int index = 0; index < candidates.size(); index++) {
      int order = compareKeys(schema, candidates.get(index), start);
      if (forward ? order > 0 : order < 0) {
        return index;
      }
    }
    return candidates.size();
  }

  private static int compareKeys(TableSchema schema, Members left, Members right) {
    for (String name : schema.keyNames()) {
      AttributeValue a = left.members().get(name);
      AttributeValue b = right.members().get(name);
      int order = a == null || b == null ? 0 : AttributeValue.SCALAR_ORDER.compare(a, b);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }
}
