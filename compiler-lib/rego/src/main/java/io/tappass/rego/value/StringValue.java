package io.tappass.rego.value;

import java.util.Objects;

/**
 * A string. Compared by code points.
 *
 * @param value the text; a byte that is not UTF-8 (after {@code hex.decode}, say) is held as the
 *     lone surrogate U+DC00 + byte, see {@link Utf8}
 */
public record StringValue(String value) implements Value {

  /** The empty string. */
  public static final StringValue EMPTY = new StringValue("");

  public StringValue {
    Objects.requireNonNull(value);
  }

  /** The string {@code value}. */
  public static StringValue of(String value) {
    return value.isEmpty() ? EMPTY : new StringValue(value);
  }

  @Override
  public Kind kind() {
    return Kind.STRING;
  }

  @Override
  public String toString() {
    return ValueText.of(this);
  }
}
