package io.tappass.rego.value;

/**
 * One ground value of Rego.
 *
 * <p>{@link #compareTo} is OPA's total order: null, booleans ({@code false} first), numbers,
 * strings, arrays, objects, sets; {@code equals} and {@code hashCode} agree with it, so {@code 1}
 * equals {@code 1.0} and an array never equals a set.
 */
public sealed interface Value extends Comparable<Value>
    permits NullValue, BooleanValue, NumberValue, StringValue, ArrayValue, ObjectValue, SetValue {

  /** What kind of value this is; the order of the constants is the order of the kinds. */
  Kind kind();

  @Override
  default int compareTo(Value other) {
    return Ordering.compare(this, other);
  }

  /** The seven kinds, in their order. */
  enum Kind {
    NULL("null"),
    BOOLEAN("boolean"),
    NUMBER("number"),
    STRING("string"),
    ARRAY("array"),
    OBJECT("object"),
    SET("set");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** The name that {@code type_name} and OPA's messages use. */
    public String word() {
      return word;
    }
  }
}
