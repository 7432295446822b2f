package io.tappass.rego.value;

import java.util.List;

/** The total order of values. */
final class Ordering {
  private Ordering() {}

  @SuppressWarnings("ReferenceEquality") // A shortcut: parts are often shared.
  static int compare(Value left, Value right) {
    if (left == right) {
      return 0;
    }
    return switch (left) {
      case StringValue a when right instanceof StringValue b ->
          compareStrings(a.value(), b.value());
      case NumberValue a when right instanceof NumberValue b -> NumberValue.compare(a, b);
      case BooleanValue a when right instanceof BooleanValue b ->
          Boolean.compare(a.value(), b.value());
      case ArrayValue a when right instanceof ArrayValue b -> compareLists(a.items(), b.items());
      case SetValue a when right instanceof SetValue b -> compareLists(a.items(), b.items());
      case ObjectValue a when right instanceof ObjectValue b -> compareObjects(a, b);
      case NullValue ignored when right instanceof NullValue -> 0;
      case NullValue a -> byKind(a, right);
      case BooleanValue a -> byKind(a, right);
      case NumberValue a -> byKind(a, right);
      case StringValue a -> byKind(a, right);
      case ArrayValue a -> byKind(a, right);
      case ObjectValue a -> byKind(a, right);
      case SetValue a -> byKind(a, right);
    };
  }

  private static int byKind(Value left, Value right) {
    return left.kind().compareTo(right.kind());
  }

  /**
   * Compares by code points, which is the order of the UTF-8 bytes; {@code String.compareTo} would
   * put U+FF61 after U+10000.
   */
  static int compareStrings(String left, String right) {
    int length = Math.min(left.length(), right.length());
    for (int index = 0; index < length; index++) {
      char a = left.charAt(index);
      char b = right.charAt(index);
      if (a != b) {
        boolean fixNeeded = a >= Character.MIN_SURROGATE && b >= Character.MIN_SURROGATE;
        return fixNeeded ? codePointRank(a) - codePointRank(b) : a - b;
      }
    }
    return left.length() - right.length();
  }

  /** Moves surrogates behind the rest of the basic plane. */
  private static int codePointRank(char c) {
    return Character.isSurrogate(c) ? c + 0x2000 : c - 0x800;
  }

  private static int compareLists(List<Value> left, List<Value> right) {
    int length = Math.min(left.size(), right.size());
    for (int index = 0; index < length; index++) {
      int order = compare(left.get(index), right.get(index));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(left.size(), right.size());
  }

  private static int compareObjects(ObjectValue left, ObjectValue right) {
    int length = Math.min(left.size(), right.size());
    for (int index = 0; index < length; index++) {
      int order = compare(left.keys().get(index), right.keys().get(index));
      if (order == 0) {
        order = compare(left.values().get(index), right.values().get(index));
      }
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(left.size(), right.size());
  }
}
