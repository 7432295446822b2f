package io.tappass.localstack.dynamodb;

import io.tappass.localstack.dynamodb.AttributeValue.Elements;
import io.tappass.localstack.dynamodb.AttributeValue.Num;
import io.tappass.localstack.dynamodb.Condition.AtPath;
import io.tappass.localstack.dynamodb.Condition.Given;
import io.tappass.localstack.dynamodb.Update.Action;
import io.tappass.localstack.dynamodb.Update.Value;
import io.tappass.localstack.wire.ServiceException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads update expressions: SET, REMOVE, ADD and DELETE, each at most once. */
final class UpdateParser {
  private final ExpressionReader reader;
  private int depth;

  private UpdateParser(ExpressionReader reader) {
    this.reader = reader;
  }

  static Update parse(String text, Placeholders placeholders, List<String> keyNames)
      throws ServiceException {
    var reader = new ExpressionReader("UpdateExpression", text, placeholders);
    List<Action> actions = new UpdateParser(reader).clauses();
    for (int i = 0; i < actions.size(); i++) {
      DocumentPath path = actions.get(i).path();
      if (keyNames.contains(path.top())) {
        throw Refusals.invalid(
            "One or more parameter values were invalid: Cannot update attribute "
                + path.top()
                + ". This attribute is part of the key");
      }
      for (int j = 0; j < i; j++) {
        if (path.overlaps(actions.get(j).path())) {
          throw reader.refusal(
              "Two document paths overlap with each other; must remove or rewrite one of these"
                  + " paths; path one: ["
                  + actions.get(j).path()
                  + "], path two: ["
                  + path
                  + "]");
        }
      }
    }
    return new Update(actions);
  }

  private List<Action> clauses() throws ServiceException {
    var actions = new ArrayList<Action>();
    Set<String> seen = new HashSet<>();
    while (!reader.peek().isEmpty()) {
      String token = reader.take();
      String clause = token.toUpperCase(Locale.ROOT);
      if (!Set.of("SET", "REMOVE", "ADD", "DELETE").contains(clause)) {
        throw reader.syntax(token);
      }
      if (!seen.add(clause)) {
        throw reader.refusal(
            "The \"" + clause + "\" section can only be used once in an update expression;");
      }
      do {
        actions.add(action(clause));
      } while (reader.accept(","));
    }
    return actions;
  }

  private Action action(String clause) throws ServiceException {
    DocumentPath path = reader.path();
    return switch (clause) {
      case "SET" -> {
        reader.expect("=");
        yield new Update.Set(path, value());
      }
      case "REMOVE" -> new Update.Remove(path);
      case "ADD" -> {
        AttributeValue value = reader.value();
        if (!(value instanceof Num) && !(value instanceof Elements)) {
          throw wrongType("ADD", value);
        }
        yield new Update.Add(path, value);
      }
      default -> {
        AttributeValue value = reader.value();
        if (!(value instanceof Elements elements)) {
          throw wrongType("DELETE", value);
        }
        yield new Update.Delete(path, elements);
      }
    };
  }

  private ServiceException wrongType(String operator, AttributeValue value) {
    return reader.refusal(
        "Incorrect operand type for operator or function; operator: "
            + operator
            + ", operand type: "
            + value.type());
  }

  private Value value() throws ServiceException {
    Value left = term();
    if (reader.accept("+")) {
      return new Update.Sum(left, term(), false);
    }
    if (reader.accept("-")) {
      return new Update.Sum(left, term(), true);
    }
    return left;
  }

  private Value term() throws ServiceException {
    if (++depth > ExpressionReader.DEPTH_MAX) {
      throw reader.refusal("The expression is nested too deeply");
    }
    try {
      if (reader.isValue()) {
        return new Update.Plain(new Given(reader.value()));
      }
      if (reader.peekSecond().equals("(")) {
        return function();
      }
      return new Update.Plain(new AtPath(reader.path()));
    } finally {
      depth--;
    }
  }

  private Value function() throws ServiceException {
    String name = reader.take();
    reader.expect("(");
    return switch (name) {
      case "if_not_exists" -> {
        DocumentPath path = reader.path();
        reader.expect(",");
        Value otherwise = value();
        reader.expect(")");
        yield new Update.IfNotExists(path, otherwise);
      }
      case "list_append" -> {
        Value left = value();
        reader.expect(",");
        Value right = value();
        reader.expect(")");
        yield new Update.Append(left, right);
      }
      default -> throw reader.refusal("Invalid function name; function: " + name);
    };
  }
}
