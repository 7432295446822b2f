package io.tappass.rego.value;

/** {@code null}; a value like any other, unlike undefined. */
public record NullValue() implements Value {

  /** The null to use; all nulls are equal. */
  public static final NullValue NULL = new NullValue();

  @Override
  public Kind kind() {
    return Kind.NULL;
  }

  @Override
  public String toString() {
    return "null";
  }
}
