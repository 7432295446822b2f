package io.tappass.localstack.dynamodb;

import io.tappass.localstack.dynamodb.AttributeValue.Text;
import io.tappass.localstack.dynamodb.Condition.AtPath;
import io.tappass.localstack.dynamodb.Condition.Comparison;
import io.tappass.localstack.dynamodb.Condition.Given;
import io.tappass.localstack.dynamodb.Condition.Operand;
import io.tappass.localstack.dynamodb.Condition.SizeOf;
import io.tappass.localstack.wire.ServiceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads condition and filter expressions by the grammar of "Condition and filter expressions"
 * (Developer Guide): OR binds least, then AND, then NOT.
 */
final class ConditionParser {
  private static final Set<String> TYPES =
      Set.of("S", "SS", "N", "NS", "B", "BS", "BOOL", "NULL", "L", "M");
  private static final int IN_OPERANDS_MAX = 100;

  private final ExpressionReader reader;
  private int depth;

  private ConditionParser(ExpressionReader reader) {
    this.reader = reader;
  }

  static Condition parse(String kind, String text, Placeholders placeholders)
      throws ServiceException {
    var reader = new ExpressionReader(kind, text, placeholders);
    Condition condition = new ConditionParser(reader).or();
    reader.end();
    return condition;
  }

  private Condition or() throws ServiceException {
    Condition left = and();
    while (reader.accept("OR")) {
      left = new Condition.Or(left, and());
    }
    return left;
  }

  private Condition and() throws ServiceException {
    Condition left = not();
    while (reader.accept("AND")) {
      left = new Condition.And(left, not());
    }
    return left;
  }

  private Condition not() throws ServiceException {
    if (++depth > ExpressionReader.DEPTH_MAX) {
      throw reader.refusal("The expression is nested too deeply");
    }
    try {
      if (reader.accept("NOT")) {
        return new Condition.Not(not());
      }
      if (reader.accept("(")) {
        Condition inner = or();
        reader.expect(")");
        return inner;
      }
      return comparison();
    } finally {
      depth--;
    }
  }

  private Condition comparison() throws ServiceException {
    if (reader.peekSecond().equals("(") && !reader.peek().equals("size")) {
      return function();
    }
    Operand left = operand();
    if (reader.accept("BETWEEN")) {
      Operand low = ordered(operand(), "BETWEEN");
      reader.expect("AND");
      return new Condition.Between(left, low, ordered(operand(), "BETWEEN"));
    }
    if (reader.accept("IN")) {
      return in(left);
    }
    String symbol = reader.take();
    for (Comparison comparison : Comparison.values()) {
      if (comparison.symbol().equals(symbol)) {
        Operand right = operand();
        if (comparison.isOrder()) {
          ordered(left, symbol);
          ordered(right, symbol);
        }
        return new Condition.Compare(comparison, left, right);
      }
    }
    throw reader.syntax(symbol);
  }

  private Condition in(Operand left) throws ServiceException {
    reader.expect("(");
    var candidates = new ArrayList<Operand>();
    do {
      candidates.add(operand());
    } while (reader.accept(","));
    reader.expect(")");
    if (candidates.size() > IN_OPERANDS_MAX) {
      throw reader.refusal("The IN operator is provided with too many operands");
    }
    return new Condition.In(left, candidates);
  }

  private Operand ordered(Operand operand, String operator) throws ServiceException {
    if (operand instanceof Given(AttributeValue value) && !value.isOrdered()) {
      throw reader.refusal(
          "Incorrect operand type for operator or function; operator: "
              + operator
              + ", operand type: "
              + value.type());
    }
    return operand;
  }

  private Operand operand() throws ServiceException {
    if (reader.isValue()) {
      return new Given(reader.value());
    }
    if (reader.peek().equals("size") && reader.peekSecond().equals("(")) {
      reader.take();
      reader.expect("(");
      DocumentPath path = reader.path();
      reader.expect(")");
      return new SizeOf(path);
    }
    return new AtPath(reader.path());
  }

  private Condition function() throws ServiceException {
    String name = reader.take();
    if (!Set.of(
            "attribute_exists", "attribute_not_exists", "attribute_type", "begins_with", "contains")
        .contains(name)) {
      throw reader.refusal("Invalid function name; function: " + name);
    }
    reader.expect("(");
    if (reader.isValue()) {
      throw reader.refusal(
          "Operator or function requires a document path; operator or function: " + name);
    }
    DocumentPath path = reader.path();
    List<Operand> rest = new ArrayList<>();
    while (reader.accept(",")) {
      rest.add(operand());
    }
    reader.expect(")");
    boolean isUnary = name.toLowerCase(Locale.ROOT).endsWith("exists");
    if (rest.size() != (isUnary ? 0 : 1)) {
      throw reader.refusal(
          "Incorrect number of operands for operator or function; operator or function: "
              + name
              + ", number of operands: "
              + (rest.size() + 1));
    }
    return switch (name) {
      case "attribute_exists" -> new Condition.Exists(path, true);
      case "attribute_not_exists" -> new Condition.Exists(path, false);
      case "attribute_type" -> new Condition.TypeIs(path, type(rest.getFirst()));
      case "begins_with" -> new Condition.BeginsWith(path, prefix(rest.getFirst()));
      default -> new Condition.Contains(path, rest.getFirst());
    };
  }

  private String type(Operand operand) throws ServiceException {
    if (operand instanceof Given(Text(String type)) && TYPES.contains(type)) {
      return type;
    }
    throw reader.refusal("Invalid attribute type name found; type: " + operand);
  }

  private Operand prefix(Operand operand) throws ServiceException {
    if (operand instanceof Given(AttributeValue value)
        && !(value instanceof Text)
        && !(value instanceof AttributeValue.Binary)) {
      throw reader.refusal(
          "Incorrect operand type for operator or function; operator or function: begins_with,"
              + " operand type: "
              + value.type());
    }
    return operand;
  }
}
