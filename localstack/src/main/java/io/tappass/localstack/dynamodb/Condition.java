package io.tappass.localstack.dynamodb;

import io.tappass.localstack.dynamodb.AttributeValue.Binary;
import io.tappass.localstack.dynamodb.AttributeValue.Elements;
import io.tappass.localstack.dynamodb.AttributeValue.Items;
import io.tappass.localstack.dynamodb.AttributeValue.Members;
import io.tappass.localstack.dynamodb.AttributeValue.Num;
import io.tappass.localstack.dynamodb.AttributeValue.Text;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A condition over an item ("Condition and filter expressions, operators, and functions in
 * DynamoDB", Developer Guide).
 */
sealed interface Condition {

  /** What is compared. */
  sealed interface Operand {
    /** Its value in an item, or null where a path leads nowhere. */
    @Nullable AttributeValue in(Map<String, AttributeValue> item);
  }

  /** What stands at a path. */
  record AtPath(DocumentPath path) implements Operand {
    @Override
    public @Nullable AttributeValue in(Map<String, AttributeValue> item) {
      return path.find(item);
    }
  }

  /** A given value. */
  record Given(AttributeValue value) implements Operand {
    @Override
    public AttributeValue in(Map<String, AttributeValue> item) {
      return value;
    }
  }

  /** The size of what stands at a path: bytes, or elements. */
  record SizeOf(DocumentPath path) implements Operand {
    @Override
    public @Nullable AttributeValue in(Map<String, AttributeValue> item) {
      AttributeValue value = path.find(item);
      Integer size =
          switch (value) {
            case Text text -> text.value().codePointCount(0, text.value().length());
            case Binary binary -> binary.size();
            case Elements set -> set.elements().size();
            case Items list -> list.items().size();
            case Members map -> map.members().size();
            case Num ignored -> null;
            case AttributeValue.Bool ignored -> null;
            case AttributeValue.Null ignored -> null;
            case null -> null;
          };
      return size == null ? null : new Num(BigDecimal.valueOf(size));
    }
  }

  /** How two values are compared. */
  enum Comparison {
    EQUAL("="),
    NOT_EQUAL("<>"),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">=");

    private final String symbol;

    Comparison(String symbol) {
      this.symbol = symbol;
    }

    String symbol() {
      return symbol;
    }

    boolean isOrder() {
      return this != EQUAL && this != NOT_EQUAL;
    }

    boolean holds(@Nullable AttributeValue left, @Nullable AttributeValue right) {
      if (this == NOT_EQUAL) {
        return left == null || !left.equals(right);
      }
      if (left == null || right == null) {
        return false;
      }
      if (this == EQUAL) {
        return left.equals(right);
      }
      if (!left.isOrdered() || !left.type().equals(right.type())) {
        return false;
      }
      int order = AttributeValue.SCALAR_ORDER.compare(left, right);
      return switch (this) {
        case EQUAL, NOT_EQUAL -> throw new IllegalStateException();
        case LESS -> order < 0;
        case LESS_OR_EQUAL -> order <= 0;
        case GREATER -> order > 0;
        case GREATER_OR_EQUAL -> order >= 0;
      };
    }
  }

  /** {@code a = b} and the like. */
  record Compare(Comparison comparison, Operand left, Operand right) implements Condition {}

  /** {@code a BETWEEN b AND c}. */
  record Between(Operand operand, Operand low, Operand high) implements Condition {}

  /** {@code a IN (b, c)}. */
  record In(Operand operand, List<Operand> candidates) implements Condition {
    public In {
      candidates = List.copyOf(candidates);
    }
  }

  /** {@code attribute_exists}, or with {@code wanted} false {@code attribute_not_exists}. */
  record Exists(DocumentPath path, boolean wanted) implements Condition {}

  /** {@code attribute_type}. */
  record TypeIs(DocumentPath path, String type) implements Condition {}

  /** {@code begins_with}. */
  record BeginsWith(DocumentPath path, Operand prefix) implements Condition {}

  /** {@code contains}. */
  record Contains(DocumentPath path, Operand wanted) implements Condition {}

  /** {@code NOT}. */
  record Not(Condition condition) implements Condition {}

  /** {@code AND}. */
  record And(Condition left, Condition right) implements Condition {}

  /** {@code OR}. */
  record Or(Condition left, Condition right) implements Condition {}

  /** Whether the condition holds for an item; an absent item has no attributes. */
  default boolean holds(Map<String, AttributeValue> item) {
    return switch (this) {
      case Compare(Comparison comparison, Operand left, Operand right) ->
          comparison.holds(left.in(item), right.in(item));
      case Between(Operand operand, Operand low, Operand high) ->
          Comparison.GREATER_OR_EQUAL.holds(operand.in(item), low.in(item))
              && Comparison.LESS_OR_EQUAL.holds(operand.in(item), high.in(item));
      case In(Operand operand, List<Operand> candidates) ->
          candidates.stream()
              .anyMatch(candidate -> Comparison.EQUAL.holds(operand.in(item), candidate.in(item)));
      case Exists(DocumentPath path, boolean wanted) -> (path.find(item) != null) == wanted;
      case TypeIs(DocumentPath path, String type) -> {
        AttributeValue value = path.find(item);
        yield value != null && value.type().equals(type);
      }
      case BeginsWith(DocumentPath path, Operand prefix) ->
          beginsWith(path.find(item), prefix.in(item));
      case Contains(DocumentPath path, Operand wanted) ->
          contains(path.find(item), wanted.in(item));
      case Not(Condition condition) -> !condition.holds(item);
      case And(Condition left, Condition right) -> left.holds(item) && right.holds(item);
      case Or(Condition left, Condition right) -> left.holds(item) || right.holds(item);
    };
  }

  private static boolean beginsWith(
      @Nullable AttributeValue value, @Nullable AttributeValue prefix) {
    if (value instanceof Text text && prefix instanceof Text start) {
      return text.value().startsWith(start.value());
    }
    if (value instanceof Binary binary && prefix instanceof Binary start) {
      byte[] bytes = binary.bytes();
      byte[] wanted = start.bytes();
      return bytes.length >= wanted.length
          && java.util.Arrays.equals(bytes, 0, wanted.length, wanted, 0, wanted.length);
    }
    return false;
  }

  private static boolean contains(@Nullable AttributeValue value, @Nullable AttributeValue wanted) {
    if (wanted == null) {
      return false;
    }
    return switch (value) {
      case Text text -> wanted instanceof Text part && text.value().contains(part.value());
      case Elements set ->
          wanted.type().equals(set.elementType()) && set.elements().contains(wanted);
      case Items list -> list.items().contains(wanted);
      case Binary ignored -> false;
      case Num ignored -> false;
      case AttributeValue.Bool ignored -> false;
      case AttributeValue.Null ignored -> false;
      case Members ignored -> false;
      case null -> false;
    };
  }
}
