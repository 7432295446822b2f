package io.tappass.rego.value;

/** {@code true} or {@code false}. */
public record BooleanValue(boolean value) implements Value {

  /** {@code true}. */
  public static final BooleanValue TRUE = new BooleanValue(true);

  /** {@code false}. */
  public static final BooleanValue FALSE = new BooleanValue(false);

  /** The value of {@code value}, without an allocation. */
  public static BooleanValue of(boolean value) {
    return value ? TRUE : FALSE;
  }

  @Override
  public Kind kind() {
    return Kind.BOOLEAN;
  }

  @Override
  public String toString() {
    return Boolean.toString(value);
  }
}
