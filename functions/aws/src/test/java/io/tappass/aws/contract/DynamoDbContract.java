package io.tappass.aws.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.IdempotentParameterMismatchException;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** What DynamoDB does, as far as our adapters rely on it. */
abstract class DynamoDbContract {
  private static final int WRITERS = 16;

  private DynamoDbClient dynamoDb;
  private String table = "";

  abstract AwsTarget target();

  @BeforeEach
  void makeTable() {
    dynamoDb = target().dynamoDb();
    table = "t-" + UUID.randomUUID();
    createTable(table);
    dynamoDb.waiter().waitUntilTableExists(request -> request.tableName(table));
  }

  @AfterEach
  void closeClient() {
    dynamoDb.close();
  }

  private void createTable(String name) {
    dynamoDb.createTable(request ->
        request
            .tableName(name)
            .billingMode(BillingMode.PAY_PER_REQUEST)
            .attributeDefinitions(
                attribute("pk", ScalarAttributeType.S), attribute("sk", ScalarAttributeType.N))
            .keySchema(key("pk", KeyType.HASH), key("sk", KeyType.RANGE)));
  }

  private static AttributeDefinition attribute(String name, ScalarAttributeType type) {
    return AttributeDefinition.builder().attributeName(name).attributeType(type).build();
  }

  private static KeySchemaElement key(String name, KeyType type) {
    return KeySchemaElement.builder().attributeName(name).keyType(type).build();
  }

  private static AttributeValue s(String value) {
    return AttributeValue.fromS(value);
  }

  private static AttributeValue n(long value) {
    return AttributeValue.fromN(Long.toString(value));
  }

  private static Map<String, AttributeValue> key(String pk, long sk) {
    return Map.of("pk", s(pk), "sk", n(sk));
  }

  private static Map<String, AttributeValue> item(
      String pk, long sk, Map<String, AttributeValue> rest) {
    var item = new TreeMap<>(rest);
    item.putAll(key(pk, sk));
    return item;
  }

  private void put(String pk, long sk, Map<String, AttributeValue> rest) {
    dynamoDb.putItem(request -> request.tableName(table).item(item(pk, sk, rest)));
  }

  private Map<String, AttributeValue> get(String pk, long sk) {
    return dynamoDb
        .getItem(request -> request.tableName(table).key(key(pk, sk)).consistentRead(true))
        .item();
  }

  private static String sortKey(Map<String, AttributeValue> item) {
    return item.getOrDefault("sk", n(-1)).n();
  }

  private static void refused(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            DynamoDbException.class,
            e -> {
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
              assertThat(e.statusCode()).isEqualTo(400);
            });
  }

  @Test
  void anItemOfEveryTypeIsReadBack() {
    Map<String, AttributeValue> every =
        Map.of(
            "text", s("é\u0000😀"),
            "number", AttributeValue.fromN("-12.50"),
            "binary", AttributeValue.fromB(SdkBytes.fromByteArray(new byte[] {0, -1})),
            "yes", AttributeValue.fromBool(true),
            "nothing", AttributeValue.fromNul(true),
            "list", AttributeValue.fromL(List.of(s("a"), n(1))),
            "map", AttributeValue.fromM(Map.of("inner", s("x"))),
            "texts", AttributeValue.fromSs(List.of("a", "b")));
    put("p", 1, every);
    Map<String, AttributeValue> read = get("p", 1);
    assertThat(read.keySet()).containsAll(every.keySet());
    for (String name : List.of("text", "binary", "yes", "nothing", "list", "map", "texts")) {
      assertThat(read.get(name)).as(name).isEqualTo(every.get(name));
    }
    assertThat(get("p", 2)).isEmpty();
  }

  @Test
  void aNumberIsKeptWithoutItsTrailingZeros() {
    put("p", 1, Map.of("number", AttributeValue.fromN("-12.50")));
    assertThat(get("p", 1)).containsEntry("number", AttributeValue.fromN("-12.5"));
  }

  @Test
  void aTableIsMadeOnceAndDescribed() {
    assertThatThrownBy(() -> createTable(table)).isInstanceOf(ResourceInUseException.class);
    var described = dynamoDb.describeTable(request -> request.tableName(table)).table();
    assertThat(described.tableStatus()).isEqualTo(TableStatus.ACTIVE);
    assertThat(described.keySchema())
        .extracting(KeySchemaElement::attributeName)
        .containsExactly("pk", "sk");
    assertThatThrownBy(() -> dynamoDb.describeTable(request -> request.tableName("t-none")))
        .isInstanceOf(ResourceNotFoundException.class);
    assertThatThrownBy(() -> dynamoDb.getItem(r -> r.tableName("t-none").key(key("p", 1))))
        .isInstanceOf(ResourceNotFoundException.class);
  }

  @Test
  void aConditionalPutWinsOnceAndShowsTheOldItemOnFailure() {
    dynamoDb.putItem(r ->
        r.tableName(table)
            .item(item("p", 1, Map.of("by", s("first"))))
            .conditionExpression("attribute_not_exists(pk)"));
    var failure =
        catchThrowableOfType(
            ConditionalCheckFailedException.class,
            () ->
                dynamoDb.putItem(r ->
                    r.tableName(table)
                        .item(item("p", 1, Map.of("by", s("second"))))
                        .conditionExpression("attribute_not_exists(pk)")
                        .returnValuesOnConditionCheckFailure(
                            ReturnValuesOnConditionCheckFailure.ALL_OLD)));
    assertThat(failure.item()).containsEntry("by", s("first"));
    assertThat(get("p", 1)).containsEntry("by", s("first"));
  }

  @Test
  void ofSixteenConditionalWritersExactlyOneWins() throws Exception {
    for (int race = 0; race < 20; race++) {
      int number = race;
      var writers = new ArrayList<Callable<Integer>>();
      for (int writer = 0; writer < WRITERS; writer++) {
        Map<String, AttributeValue> item = item("race", number, Map.of("by", n(writer)));
        writers.add(() -> {
          try {
            dynamoDb.putItem(
                r -> r.tableName(table).item(item).conditionExpression("attribute_not_exists(pk)"));
            return 1;
          } catch (ConditionalCheckFailedException e) {
            return 0;
          }
        });
      }
      assertThat(sum(writers)).isEqualTo(1);
    }
  }

  private static int sum(List<Callable<Integer>> calls) throws Exception {
    int sum = 0;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> outcome : threads.invokeAll(calls)) {
        sum += outcome.get();
      }
    }
    return sum;
  }

  @Test
  void aChainOfComparedIncrementsLosesNone() throws Exception {
    put("counter", 0, Map.of("value", n(0)));
    var writers = new ArrayList<Callable<Integer>>();
    for (int writer = 0; writer < WRITERS; writer++) {
      writers.add(() -> {
        int done = 0;
        while (done < 5) {
          AttributeValue seen = get("counter", 0).get("value");
          try {
            dynamoDb.updateItem(r ->
                r.tableName(table)
                    .key(key("counter", 0))
                    .updateExpression("SET #v = #v + :one")
                    .conditionExpression("#v = :seen")
                    .expressionAttributeNames(Map.of("#v", "value"))
                    .expressionAttributeValues(Map.of(":one", n(1), ":seen", seen)));
            done++;
          } catch (ConditionalCheckFailedException e) {
            // Somebody else was faster; read again.
          }
        }
        return done;
      });
    }
    assertThat(sum(writers)).isEqualTo(5 * WRITERS);
    assertThat(get("counter", 0)).containsEntry("value", n(5 * WRITERS));
  }

  private boolean holds(String condition, Map<String, AttributeValue> values) {
    try {
      dynamoDb.putItem(r -> {
        r.tableName(table).item(item("c", 1, CONDITION_ITEM)).conditionExpression(condition);
        if (!values.isEmpty()) {
          r.expressionAttributeValues(values);
        }
      });
      return true;
    } catch (ConditionalCheckFailedException e) {
      return false;
    }
  }

  private static final Map<String, AttributeValue> CONDITION_ITEM =
      Map.of(
          "num", n(5),
          "txt", s("release"),
          "lst", AttributeValue.fromL(List.of(s("a"), n(2))),
          "nested", AttributeValue.fromM(Map.of("deep", AttributeValue.fromL(List.of(n(7))))),
          "tags", AttributeValue.fromSs(List.of("x", "y")));

  @Test
  void conditionsMeanWhatTheGrammarSays() {
    put("c", 1, CONDITION_ITEM);
    assertThat(holds("num = :v", Map.of(":v", AttributeValue.fromN("5.0")))).isTrue();
    assertThat(holds("num <> :v", Map.of(":v", n(5)))).isFalse();
    assertThat(holds("absent <> :v", Map.of(":v", n(5)))).isTrue();
    assertThat(holds("absent = :v", Map.of(":v", n(5)))).isFalse();
    assertThat(holds("num < :v", Map.of(":v", n(10)))).isTrue();
    assertThat(holds("num >= :v", Map.of(":v", n(6)))).isFalse();
    assertThat(holds("num BETWEEN :a AND :b", Map.of(":a", n(5), ":b", n(6)))).isTrue();
    assertThat(holds("num IN (:a, :b)", Map.of(":a", n(4), ":b", n(5)))).isTrue();
    assertThat(holds("begins_with(txt, :v)", Map.of(":v", s("rel")))).isTrue();
    assertThat(holds("contains(txt, :v)", Map.of(":v", s("lea")))).isTrue();
    assertThat(holds("contains(tags, :v)", Map.of(":v", s("z")))).isFalse();
    assertThat(holds("contains(lst, :v)", Map.of(":v", n(2)))).isTrue();
    assertThat(holds("attribute_type(tags, :v)", Map.of(":v", s("SS")))).isTrue();
    assertThat(holds("size(txt) = :v AND size(lst) = :w", Map.of(":v", n(7), ":w", n(2)))).isTrue();
    assertThat(holds("nested.deep[0] = :v", Map.of(":v", n(7)))).isTrue();
    assertThat(holds("attribute_exists(nested.deep[1])", Map.of())).isFalse();
    assertThat(holds("attribute_not_exists(gone)", Map.of())).isTrue();
  }

  @Test
  void valuesOfTwoTypesHaveNoOrder() {
    put("c", 1, CONDITION_ITEM);
    assertThat(holds("txt < :v", Map.of(":v", n(10)))).isFalse();
    assertThat(holds("txt >= :v", Map.of(":v", n(10)))).isFalse();
  }

  @Test
  void orBindsLessThanAndAndAndLessThanNot() {
    put("c", 1, CONDITION_ITEM);
    Map<String, AttributeValue> values = Map.of(":yes", n(5), ":no", n(6));
    assertThat(holds("num = :yes OR num = :no AND num = :no", values)).isTrue();
    assertThat(holds("(num = :yes OR num = :no) AND num = :no", values)).isFalse();
    assertThat(holds("NOT num = :no AND num = :yes", values)).isTrue();
    assertThat(holds("not (num = :no or num = :yes)", values)).isFalse();
  }

  @Test
  void anUnknownOperatorIsRefused() {
    refused("ValidationException", () -> holds("num == :v", Map.of(":v", n(5))));
    refused("ValidationException", () -> holds("num LIKE :v", Map.of(":v", n(5))));
    refused("ValidationException", () -> holds("num = :v AND", Map.of(":v", n(5))));
    refused("ValidationException", () -> holds("num = :v; num = :v", Map.of(":v", n(5))));
  }

  @Test
  void anUnknownFunctionIsRefused() {
    refused("ValidationException", () -> holds("ends_with(txt, :v)", Map.of(":v", s("se"))));
  }

  @Test
  void placeholdersThatAreMissingOrUnusedAreRefused() {
    refused("ValidationException", () -> holds("num = :other", Map.of(":v", n(5))));
    refused("ValidationException", () -> holds("num = :v", Map.of(":v", n(5), ":w", n(6))));
    refused("ValidationException", () -> holds("#n = :v", Map.of(":v", n(5))));
  }

  @Test
  void aReservedWordNeedsAPlaceholder() {
    refused("ValidationException", () -> holds("status = :v", Map.of(":v", n(5))));
  }

  @Test
  void anExpressionBeyondFourKilobytesIsRefused() {
    put("c", 1, CONDITION_ITEM);
    String part = "num = :v";
    String fits = String.join(" OR ", java.util.Collections.nCopies(300, part));
    assertThat(fits.length()).isLessThan(4096);
    assertThat(holds(fits, Map.of(":v", n(5)))).isTrue();
    String large = String.join(" OR ", java.util.Collections.nCopies(400, part));
    refused("ValidationException", () -> holds(large, Map.of(":v", n(5))));
  }

  private UpdateItemResponse update(
      String expression, Map<String, AttributeValue> values, ReturnValue returned) {
    return dynamoDb.updateItem(r -> {
      r.tableName(table).key(key("u", 1)).updateExpression(expression).returnValues(returned);
      if (!values.isEmpty()) {
        r.expressionAttributeValues(values);
      }
    });
  }

  @Test
  void anUpdateReadsTheItemAsItWas() {
    put("u", 1, Map.of("a", n(1), "b", n(2), "gone", n(0)));
    UpdateItemResponse response =
        update(
            "SET a = b, b = a, c = if_not_exists(c, :zero) + :one REMOVE gone ADD hits :one",
            Map.of(":zero", n(0), ":one", n(1)),
            ReturnValue.ALL_NEW);
    assertThat(response.attributes())
        .containsExactlyInAnyOrderEntriesOf(
            item("u", 1, Map.of("a", n(2), "b", n(1), "c", n(1), "hits", n(1))));
  }

  @Test
  void listsMapsAndSetsAreUpdatedInPlace() {
    put(
        "u",
        1,
        Map.of(
            "lst", AttributeValue.fromL(List.of(n(0), n(1), n(2))),
            "m", AttributeValue.fromM(Map.of()),
            "tags", AttributeValue.fromSs(List.of("x", "y"))));
    update(
        "SET lst[9] = :v, m.deep = :v REMOVE lst[0] DELETE tags :t",
        Map.of(":v", n(9), ":t", AttributeValue.fromSs(List.of("x"))),
        ReturnValue.NONE);
    Map<String, AttributeValue> item = get("u", 1);
    assertThat(item).containsEntry("lst", AttributeValue.fromL(List.of(n(1), n(2), n(9))));
    assertThat(item).containsEntry("m", AttributeValue.fromM(Map.of("deep", n(9))));
    assertThat(item).containsEntry("tags", AttributeValue.fromSs(List.of("y")));
    update(
        "SET lst = list_append(lst, :l) ADD tags :t",
        Map.of(
            ":l", AttributeValue.fromL(List.of(n(10))),
            ":t", AttributeValue.fromSs(List.of("z"))),
        ReturnValue.NONE);
    assertThat(get("u", 1))
        .containsEntry("lst", AttributeValue.fromL(List.of(n(1), n(2), n(9), n(10))))
        .hasEntrySatisfying(
            "tags", tags -> assertThat(tags.ss()).containsExactlyInAnyOrder("y", "z"));
  }

  @Test
  void anUpdateOfAnAbsentItemMakesIt() {
    update("SET a = :v", Map.of(":v", n(1)), ReturnValue.NONE);
    assertThat(get("u", 1)).isEqualTo(item("u", 1, Map.of("a", n(1))));
  }

  @Test
  void updatesThatMeanNothingAreRefused() {
    put("u", 1, Map.of("a", s("text")));
    Map<String, AttributeValue> one = Map.of(":v", n(1));
    refused("ValidationException", () -> update("SET sk = :v", one, ReturnValue.NONE));
    refused("ValidationException", () -> update("SET a = a + :v", one, ReturnValue.NONE));
    refused("ValidationException", () -> update("SET b = absent", Map.of(), ReturnValue.NONE));
    refused("ValidationException", () -> update("SET x.y = :v", one, ReturnValue.NONE));
    refused("ValidationException", () -> update("SET b = :v, b = :v", one, ReturnValue.NONE));
    refused("ValidationException", () -> update("SET b = :v SET c = :v", one, ReturnValue.NONE));
    refused("ValidationException", () -> update("PUT b = :v", one, ReturnValue.NONE));
    refused(
        "ValidationException",
        () -> update("ADD b :t", Map.of(":t", s("no number")), ReturnValue.NONE));
    assertThat(get("u", 1)).isEqualTo(item("u", 1, Map.of("a", s("text"))));
  }

  @Test
  void aDeleteGivesBackWhatItRemoved() {
    put("d", 1, Map.of("a", n(1)));
    assertThat(
            dynamoDb
                .deleteItem(r ->
                    r.tableName(table)
                        .key(key("d", 1))
                        .conditionExpression("a = :one")
                        .expressionAttributeValues(Map.of(":one", n(1)))
                        .returnValues(ReturnValue.ALL_OLD))
                .attributes())
        .containsEntry("a", n(1));
    assertThat(get("d", 1)).isEmpty();
    dynamoDb.deleteItem(r -> r.tableName(table).key(key("d", 1)));
  }

  @Test
  void aQueryReadsOnePartitionInOrderAndInPages() {
    for (long sk : List.of(3L, 1L, 10L, 2L)) {
      put("q", sk, Map.of("even", AttributeValue.fromBool(sk % 2 == 0)));
    }
    put("other", 1, Map.of());
    List<String> keys = new ArrayList<>();
    for (QueryResponse page :
        dynamoDb.queryPaginator(r ->
            r.tableName(table)
                .keyConditionExpression("pk = :p")
                .expressionAttributeValues(Map.of(":p", s("q")))
                .limit(2))) {
      page.items().forEach(item -> keys.add(sortKey(item)));
    }
    assertThat(keys).containsExactly("1", "2", "3", "10");
    QueryResponse some =
        dynamoDb.query(r ->
            r.tableName(table)
                .keyConditionExpression("pk = :p AND sk BETWEEN :a AND :b")
                .filterExpression("even = :yes")
                .projectionExpression("sk")
                .scanIndexForward(false)
                .expressionAttributeValues(
                    Map.of(
                        ":p", s("q"),
                        ":a", n(2),
                        ":b", n(10),
                        ":yes", AttributeValue.fromBool(true))));
    assertThat(some.items()).containsExactly(Map.of("sk", n(10)), Map.of("sk", n(2)));
    assertThat(some.count()).isEqualTo(2);
    assertThat(some.scannedCount()).isEqualTo(3);
  }

  @Test
  void aQueryWithoutItsPartitionKeyIsRefused() {
    refused(
        "ValidationException",
        () ->
            dynamoDb.query(r ->
                r.tableName(table)
                    .keyConditionExpression("sk = :s")
                    .expressionAttributeValues(Map.of(":s", n(1)))));
    refused(
        "ValidationException",
        () ->
            dynamoDb.query(r ->
                r.tableName(table)
                    .keyConditionExpression("pk > :p")
                    .expressionAttributeValues(Map.of(":p", s("a")))));
  }

  @Test
  void aScanReadsEverythingInPages() {
    for (int number = 0; number < 25; number++) {
      put("p" + number % 3, number, Map.of());
    }
    var seen = new ArrayList<String>();
    for (ScanResponse page : dynamoDb.scanPaginator(r -> r.tableName(table).limit(4))) {
      page.items().forEach(item -> seen.add(sortKey(item)));
    }
    assertThat(seen).hasSize(25).doesNotHaveDuplicates();
  }

  private TransactWriteItem transactPut(String pk, String condition) {
    return TransactWriteItem.builder()
        .put(p ->
            p.tableName(table)
                .item(item(pk, 1, Map.of("by", s("transaction"))))
                .conditionExpression(condition)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD))
        .build();
  }

  private TransactWriteItem check(String pk) {
    return TransactWriteItem.builder()
        .conditionCheck(
            c -> c.tableName(table).key(key(pk, 1)).conditionExpression("attribute_exists(pk)"))
        .build();
  }

  @Test
  void aTransactionWritesAllOrNothing() {
    put("there", 1, Map.of("by", s("before")));
    var failure =
        catchThrowableOfType(
            TransactionCanceledException.class,
            () ->
                dynamoDb.transactWriteItems(r ->
                    r.transactItems(
                        transactPut("new", "attribute_not_exists(pk)"),
                        transactPut("there", "attribute_not_exists(pk)"))));
    assertThat(failure.cancellationReasons())
        .extracting(CancellationReason::code)
        .containsExactly("None", "ConditionalCheckFailed");
    assertThat(failure.cancellationReasons().get(1).item()).containsEntry("by", s("before"));
    assertThat(get("new", 1)).isEmpty();
    dynamoDb.transactWriteItems(r ->
        r.transactItems(
            check("there"),
            transactPut("new", "attribute_not_exists(pk)"),
            TransactWriteItem.builder()
                .update(u ->
                    u.tableName(table)
                        .key(key("count", 1))
                        .updateExpression("ADD n :one")
                        .expressionAttributeValues(Map.of(":one", n(1))))
                .build()));
    assertThat(get("new", 1)).containsEntry("by", s("transaction"));
    assertThat(get("count", 1)).containsEntry("n", n(1));
  }

  @Test
  void aTransactionNamesNoItemTwice() {
    refused(
        "ValidationException",
        () -> dynamoDb.transactWriteItems(r -> r.transactItems(check("a"), check("a"))));
  }

  private void transactWithToken(String token, String pk) {
    dynamoDb.transactWriteItems(r ->
        r.clientRequestToken(token).transactItems(transactPut(pk, "attribute_not_exists(pk)")));
  }

  @Test
  void aTransactionIsRepeatedByItsTokenWithoutEffect() {
    String token = UUID.randomUUID().toString();
    transactWithToken(token, "tok");
    transactWithToken(token, "tok");
    assertThat(get("tok", 1)).isNotEmpty();
  }

  @Test
  void aTokenStandsForOneTransactionOnly() {
    String token = UUID.randomUUID().toString();
    transactWithToken(token, "tok");
    assertThatThrownBy(() -> transactWithToken(token, "another"))
        .isInstanceOf(IdempotentParameterMismatchException.class);
  }

  @Test
  void anItemBeyond400KilobytesIsRefused() {
    put("p", 1, Map.of("data", s("x".repeat(395 * 1024))));
    refused("ValidationException", () -> put("p", 1, Map.of("data", s("x".repeat(400 * 1024)))));
    refused(
        "ValidationException",
        () -> {
          put("u", 1, Map.of("data", s("x".repeat(300 * 1024))));
          update("SET more = :v", Map.of(":v", s("x".repeat(200 * 1024))), ReturnValue.NONE);
        });
  }

  @Test
  void aKeyOfAnotherShapeIsRefused() {
    refused(
        "ValidationException",
        () -> dynamoDb.getItem(r -> r.tableName(table).key(Map.of("pk", s("p")))));
    refused(
        "ValidationException",
        () ->
            dynamoDb.putItem(
                r -> r.tableName(table).item(Map.of("pk", s("p"), "sk", s("no number")))));
    refused("ValidationException", () -> put("", 1, Map.of()));
    refused("ValidationException", () -> put("p".repeat(2049), 1, Map.of()));
  }

  @Test
  void numbersBeyond38DigitsAreRefused() {
    put("p", 1, Map.of("n", AttributeValue.fromN("1".repeat(38))));
    refused(
        "ValidationException",
        () -> put("p", 1, Map.of("n", AttributeValue.fromN("1".repeat(39)))));
    refused(
        "ValidationException", () -> put("p", 1, Map.of("n", AttributeValue.fromN("no number"))));
  }

  @Test
  void theAttributeThatEndsAnItemIsNamed() {
    assertThat(
            dynamoDb
                .describeTimeToLive(r -> r.tableName(table))
                .timeToLiveDescription()
                .timeToLiveStatus())
        .isEqualTo(TimeToLiveStatus.DISABLED);
    dynamoDb.updateTimeToLive(r ->
        r.tableName(table).timeToLiveSpecification(t -> t.enabled(true).attributeName("expires")));
    var described = dynamoDb.describeTimeToLive(r -> r.tableName(table)).timeToLiveDescription();
    assertThat(described.attributeName()).isEqualTo("expires");
    assertThat(described.timeToLiveStatus())
        .isIn(TimeToLiveStatus.ENABLED, TimeToLiveStatus.ENABLING);
  }

  @Test
  void aWrongSecretIsRefused() {
    try (DynamoDbClient wrong = target().as(target().accessKeyId(), "wrong").dynamoDb()) {
      refused(
          "InvalidSignatureException",
          () -> wrong.getItem(r -> r.tableName(table).key(key("p", 1))));
    }
  }

  @Test
  void anUnknownAccessKeyIsRefused() {
    try (DynamoDbClient unknown = target().as("AKIDUNKNOWN", "secret").dynamoDb()) {
      refused(
          "UnrecognizedClientException",
          () -> unknown.getItem(r -> r.tableName(table).key(key("p", 1))));
    }
  }

  @Test
  void aSkewedDateIsRefused() throws Exception {
    RawCall.Reply reply =
        new RawCall(target(), "dynamodb")
            .skewedBy(Duration.ofMinutes(16))
            .send(
                SdkHttpMethod.POST,
                "/",
                Map.of(
                    "X-Amz-Target",
                    "DynamoDB_20120810.DescribeTable",
                    "Content-Type",
                    "application/x-amz-json-1.0"),
                "{\"TableName\":\"" + table + "\"}");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body()).contains("InvalidSignatureException");
  }
}
