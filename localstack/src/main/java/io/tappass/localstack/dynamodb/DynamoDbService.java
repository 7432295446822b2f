package io.tappass.localstack.dynamodb;

import io.tappass.json.JsonValue;
import io.tappass.localstack.wire.Answer;
import io.tappass.localstack.wire.HttpCall;
import io.tappass.localstack.wire.JsonAnswers;
import io.tappass.localstack.wire.JsonMembers;
import io.tappass.localstack.wire.NotBuiltException;
import io.tappass.localstack.wire.Service;
import io.tappass.localstack.wire.ServiceException;
import io.tappass.localstack.wire.SignatureV4.Dialect;
import io.tappass.localstack.wire.SignedCall;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;

/** DynamoDB by the JSON 1.0 protocol, strongly consistent, without secondary indexes. */
public final class DynamoDbService implements Service {

  /** The prefix of the header that names an operation. */
  public static final String TARGET = "DynamoDB_20120810.";

  private static final String CONTENT_TYPE = "application/x-amz-json-1.0";
  private static final String NAMESPACE = "com.amazonaws.dynamodb.v20120810#";

  private final DynamoDbStore store;
  private final Tables tables;
  private final Writes writes;
  private final Reads reads;

  private DynamoDbService(DynamoDbStore store, InstantSource clock, String arnPrefix) {
    this.store = store;
    this.tables = new Tables(store, clock, arnPrefix);
    this.writes = new Writes(store, clock);
    this.reads = new Reads(store);
  }

  /** Opens the tables in a folder, made if absent. */
  public static DynamoDbService open(
      Path folder, String region, String account, InstantSource clock) throws IOException {
    return new DynamoDbService(
        DynamoDbStore.open(folder, clock),
        clock,
        "arn:aws:dynamodb:" + region + ":" + account + ":table/");
  }

  @Override
  public String signingName() {
    return "dynamodb";
  }

  @Override
  public Dialect dialect() {
    return Dialect.JSON;
  }

  @Override
  public String operation(HttpCall call) throws ServiceException {
    String target = call.header("x-amz-target").orElse("");
    String name = target.startsWith(TARGET) ? target.substring(TARGET.length()) : target;
    return switch (name) {
      case "CreateTable",
          "DescribeTable",
          "UpdateTimeToLive",
          "DescribeTimeToLive",
          "PutItem",
          "UpdateItem",
          "DeleteItem",
          "TransactWriteItems",
          "GetItem",
          "Query",
          "Scan" ->
          name;
      default -> throw new NotBuiltException("DynamoDB operation " + name);
    };
  }

  @Override
  public Answer answer(SignedCall signed) throws ServiceException, IOException {
    String operation = operation(signed.call());
    JsonMembers request = JsonMembers.of(operation, signed.call().body());
    try {
      return JsonAnswers.ok(serve(operation, request, signed), CONTENT_TYPE);
    } finally {
      // Also a refusal tells what it saw, so that must be durable too.
      store.awaitDurable();
    }
  }

  private JsonValue serve(String operation, JsonMembers request, SignedCall signed)
      throws ServiceException, IOException {
    return switch (operation) {
      case "CreateTable" -> tables.create(request, signed);
      case "DescribeTable" -> tables.describe(request, signed);
      case "UpdateTimeToLive" -> tables.updateTtl(request, signed);
      case "DescribeTimeToLive" -> tables.describeTtl(request, signed);
      case "PutItem" -> writes.put(request, signed);
      case "UpdateItem" -> writes.update(request, signed);
      case "DeleteItem" -> writes.delete(request, signed);
      case "TransactWriteItems" -> writes.transact(request, signed);
      case "GetItem" -> reads.get(request, signed);
      case "Query" -> reads.query(request, signed);
      case "Scan" -> reads.scan(request, signed);
      default -> throw new NotBuiltException("DynamoDB operation " + operation);
    };
  }

  @Override
  public Answer refusal(ServiceException refusal, String requestId) {
    return JsonAnswers.refusal(refusal, NAMESPACE, CONTENT_TYPE);
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}
