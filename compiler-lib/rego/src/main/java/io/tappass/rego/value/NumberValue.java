package io.tappass.rego.value;

import io.tappass.json.JsonValue.JsonNumber;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * A number of any size and precision. Keeps the text it was written with, as OPA does: {@code 1.0}
 * prints as {@code 1.0} and equals {@code 1}.
 */
public final class NumberValue implements Value {

  /** The largest power of ten, either way; beyond it, arithmetic would not end in useful time. */
  public static final int EXPONENT_MAX = 30_000;

  /** The most characters of one number. */
  public static final int TEXT_CHARS_MAX = 65_536;

  /** Zero. */
  public static final NumberValue ZERO = new NumberValue(0, "0");

  private static final int CACHED_MIN = -128;
  private static final NumberValue[] CACHED = new NumberValue[1152];

  static {
    for (int at = 0; at < CACHED.length; at++) {
      CACHED[at] = new NumberValue(at + CACHED_MIN, null);
    }
  }

  /** The value, where {@link #decimal} is null. */
  private final long small;

  /** The exact value where it is no integer that fits a long, stripped of trailing zeros. */
  private final @Nullable BigDecimal decimal;

  /** The text, where it is not the plain decimal form of {@link #small}. */
  private final @Nullable String text;

  private NumberValue(long small, @Nullable String text) {
    this.small = small;
    this.decimal = null;
    this.text = text;
  }

  private NumberValue(BigDecimal decimal, String text) {
    this.small = 0;
    this.decimal = decimal;
    this.text = text;
  }

  /** The integer {@code value}. */
  public static NumberValue of(long value) {
    long at = value - CACHED_MIN;
    return at >= 0 && at < CACHED.length ? CACHED[(int) at] : new NumberValue(value, (String) null);
  }

  /** The integer {@code value}. */
  public static NumberValue of(BigInteger value) {
    return value.bitLength() < Long.SIZE
        ? of(value.longValueExact())
        : withText(new BigDecimal(value), value.toString());
  }

  /** The number {@code value}, written in full for integers and shortly for fractions. */
  public static NumberValue of(BigDecimal value) {
    BigDecimal stripped = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
    return stripped.scale() <= 0
        ? of(stripped.toBigIntegerExact())
        : withText(stripped, stripped.toPlainString());
  }

  /**
   * The number written as {@code text}.
   *
   * @throws NumberFormatException if it is no JSON number, or beyond {@link #EXPONENT_MAX} or
   *     {@link #TEXT_CHARS_MAX}
   */
  public static NumberValue parse(String text) {
    if (text.length() <= 18 && isPlainInteger(text)) {
      return of(Long.parseLong(text));
    }
    if (text.length() > TEXT_CHARS_MAX) {
      throw new NumberFormatException("number too long");
    }
    try {
      text = new JsonNumber(text).text();
    } catch (IllegalArgumentException e) {
      throw new NumberFormatException(e.getMessage());
    }
    return withText(exact(text), text);
  }

  private static BigDecimal exact(String text) {
    var parsed = new BigDecimal(text);
    long magnitude = (long) parsed.precision() - parsed.scale();
    if (Math.abs(magnitude) > EXPONENT_MAX || Math.abs((long) parsed.scale()) > TEXT_CHARS_MAX) {
      throw new NumberFormatException("number too big");
    }
    return parsed;
  }

  private static NumberValue withText(BigDecimal value, String text) {
    BigDecimal stripped = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
    if (stripped.scale() <= 0 && stripped.precision() - stripped.scale() <= 19) {
      BigInteger integer = stripped.toBigIntegerExact();
      if (integer.bitLength() < Long.SIZE) {
        return new NumberValue(integer.longValueExact(), text);
      }
    }
    return new NumberValue(stripped, text);
  }

  private static boolean isPlainInteger(String text) {
    int from = text.startsWith("-") ? 1 : 0;
    if (from == text.length() || (text.charAt(from) == '0' && text.length() > 1)) {
      return false;
    }
    for (int at = from; at < text.length(); at++) {
      if (text.charAt(at) < '0' || text.charAt(at) > '9') {
        return false;
      }
    }
    return true;
  }

  /** Whether the value is an integer that fits a long; {@code 2.0} and {@code 2e3} are. */
  public boolean isLong() {
    return decimal == null;
  }

  /** The value, if {@link #isLong}; else meaningless. */
  public long longValue() {
    return small;
  }

  /** Whether the value is an integer of any size. */
  public boolean isInteger() {
    return decimal == null || decimal.scale() <= 0;
  }

  /**
   * Whether the number is written as an integer that fits a long, without an exponent: what OPA
   * takes where a builtin wants an {@code int}. {@code 2.0} is, {@code 2e0} is not.
   */
  public boolean isWrittenAsLong() {
    return decimal == null && (text == null || (text.indexOf('e') < 0 && text.indexOf('E') < 0));
  }

  /** The exact value. */
  public BigDecimal decimal() {
    return decimal == null ? BigDecimal.valueOf(small) : decimal;
  }

  /**
   * The exact value of an integer.
   *
   * @throws ArithmeticException if the value has a fraction
   */
  public BigInteger bigInteger() {
    return decimal == null ? BigInteger.valueOf(small) : decimal.toBigIntegerExact();
  }

  /** The text of the number, a JSON number. */
  public String text() {
    return text == null ? Long.toString(small) : text;
  }

  /** The sign: -1, 0 or 1. */
  public int signum() {
    return decimal == null ? Long.signum(small) : decimal.signum();
  }

  static int compare(NumberValue left, NumberValue right) {
    return left.decimal == null && right.decimal == null
        ? Long.compare(left.small, right.small)
        : left.decimal().compareTo(right.decimal());
  }

  @Override
  public Kind kind() {
    return Kind.NUMBER;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof NumberValue that)) {
      return false;
    }
    BigDecimal wide = decimal;
    return wide == null
        ? that.decimal == null && small == that.small
        : that.decimal != null && wide.compareTo(that.decimal) == 0;
  }

  @Override
  public int hashCode() {
    return decimal == null ? Long.hashCode(small) : decimal.hashCode();
  }

  @Override
  public String toString() {
    return text();
  }
}
