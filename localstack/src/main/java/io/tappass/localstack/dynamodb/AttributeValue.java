package io.tappass.localstack.dynamodb;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** One value of DynamoDB ("Supported data types", Amazon DynamoDB Developer Guide). */
sealed interface AttributeValue {

  /** The order within one scalar type; values of two types have no order that means anything. */
  Comparator<AttributeValue> SCALAR_ORDER = AttributeValue::compareScalars;

  /** The descriptor in JSON, such as {@code S}. */
  String type();

  /** Bytes as the limit of an item counts them. */
  int size();

  /** A string. */
  record Text(String value) implements AttributeValue {
    @Override
    public String type() {
      return "S";
    }

    @Override
    public int size() {
      return value.getBytes(StandardCharsets.UTF_8).length;
    }
  }

  /** A number of at most 38 digits; 1 and 1.0 are one number. */
  record Num(BigDecimal value) implements AttributeValue {
    public Num {
      value = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
    }

    @Override
    public String type() {
      return "N";
    }

    @Override
    public int size() {
      return (value.precision() + 1) / 2 + 1 + (value.signum() < 0 ? 1 : 0);
    }

    String text() {
      return value.toPlainString();
    }
  }

  /**
   * Bytes.
   *
   * @param base64 in its canonical form, so that equal bytes are equal values
   */
  record Binary(String base64) implements AttributeValue {
    byte[] bytes() {
      return Base64.getDecoder().decode(base64);
    }

    @Override
    public String type() {
      return "B";
    }

    @Override
    public int size() {
      return bytes().length;
    }
  }

  /** A boolean. */
  record Bool(boolean value) implements AttributeValue {
    @Override
    public String type() {
      return "BOOL";
    }

    @Override
    public int size() {
      return 1;
    }
  }

  /** The null value. */
  record Null() implements AttributeValue {
    @Override
    public String type() {
      return "NULL";
    }

    @Override
    public int size() {
      return 1;
    }
  }

  /** A list. */
  record Items(List<AttributeValue> items) implements AttributeValue {
    public Items {
      items = List.copyOf(items);
    }

    @Override
    public String type() {
      return "L";
    }

    @Override
    public int size() {
      return 3 + items.stream().mapToInt(item -> 1 + item.size()).sum();
    }
  }

  /** A map; an item is one. */
  record Members(Map<String, AttributeValue> members) implements AttributeValue {
    public Members {
      members = Collections.unmodifiableMap(new TreeMap<>(members));
    }

    @Override
    public String type() {
      return "M";
    }

    @Override
    public int size() {
      return 3 + members.size() + attributesSize();
    }

    /** Names and values without the overhead of a nested map: the size of an item. */
    int attributesSize() {
      return members.entrySet().stream()
          .mapToInt(entry ->
              entry.getKey().getBytes(StandardCharsets.UTF_8).length + entry.getValue().size())
          .sum();
    }
  }

  /**
   * A set of strings, numbers or binaries, never empty.
   *
   * @param elementType {@code S}, {@code N} or {@code B}
   */
  record Elements(String elementType, SortedSet<AttributeValue> elements)
      implements AttributeValue {
    public Elements {
      var sorted = new TreeSet<AttributeValue>(SCALAR_ORDER);
      sorted.addAll(elements);
      elements = Collections.unmodifiableSortedSet(sorted);
      if (elements.isEmpty()) {
        throw new IllegalArgumentException("a set is never empty");
      }
    }

    @Override
    public String type() {
      return elementType + "S";
    }

    @Override
    public int size() {
      return elements.stream().mapToInt(AttributeValue::size).sum();
    }
  }

  private static int compareScalars(AttributeValue left, AttributeValue right) {
    if (left instanceof Text a && right instanceof Text b) {
      return Arrays.compareUnsigned(
          a.value().getBytes(StandardCharsets.UTF_8), b.value().getBytes(StandardCharsets.UTF_8));
    }
    if (left instanceof Num a && right instanceof Num b) {
      return a.value().compareTo(b.value());
    }
    if (left instanceof Binary a && right instanceof Binary b) {
      return Arrays.compareUnsigned(a.bytes(), b.bytes());
    }
    return left.type().compareTo(right.type());
  }

  /** Whether the type has an order: string, number, binary. */
  default boolean isOrdered() {
    return this instanceof Text || this instanceof Num || this instanceof Binary;
  }
}
