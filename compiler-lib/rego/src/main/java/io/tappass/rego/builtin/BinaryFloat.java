package io.tappass.rego.builtin;

import io.tappass.rego.value.NumberValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;

/**
 * A binary floating-point number with a mantissa of 64 bits: what OPA computes with where integers
 * do not suffice, so that quotients and sums of fractions print the same digits.
 *
 * @param negative the sign, of zero too
 * @param mantissa at most 64 bits, not negative; 0 for zero
 * @param exponent the value is the mantissa times 2 to this power
 */
record BinaryFloat(boolean negative, BigInteger mantissa, int exponent) {
  private static final int PRECISION = 64;

  /** Above this decimal exponent, and below -4, fractions are printed with an exponent. */
  private static final int PLAIN_EXPONENT_MAX = 6;

  static BinaryFloat of(NumberValue number) {
    BigDecimal value = number.decimal();
    BigInteger unscaled = value.unscaledValue();
    boolean negative = number.signum() < 0 || number.text().startsWith("-");
    return value.scale() <= 0
        ? rounded(negative, unscaled.abs().multiply(BigInteger.TEN.pow(-value.scale())), 0, false)
        : quotient(negative, unscaled.abs(), 0, BigInteger.TEN.pow(value.scale()), 0);
  }

  BinaryFloat plus(BinaryFloat other) {
    int common = Math.min(exponent, other.exponent);
    BigInteger sum = signed(common).add(other.signed(common));
    boolean bothNegative = negative && other.negative;
    return rounded(
        sum.signum() < 0 || (sum.signum() == 0 && bothNegative), sum.abs(), common, false);
  }

  BinaryFloat minus(BinaryFloat other) {
    return plus(new BinaryFloat(!other.negative, other.mantissa, other.exponent));
  }

  BinaryFloat times(BinaryFloat other) {
    return rounded(
        negative != other.negative,
        mantissa.multiply(other.mantissa),
        exponent + other.exponent,
        false);
  }

  /** The quotient; {@code other} is not zero. */
  BinaryFloat dividedBy(BinaryFloat other) {
    return quotient(negative != other.negative, mantissa, exponent, other.mantissa, other.exponent);
  }

  /** The integer part. */
  BigInteger truncated() {
    BigInteger magnitude =
        exponent >= 0 ? mantissa.shiftLeft(exponent) : mantissa.shiftRight(-exponent);
    return negative ? magnitude.negate() : magnitude;
  }

  boolean isZero() {
    return mantissa.signum() == 0;
  }

  private BigInteger signed(int commonExponent) {
    BigInteger shifted = mantissa.shiftLeft(exponent - commonExponent);
    return negative ? shifted.negate() : shifted;
  }

  private static BinaryFloat quotient(
      boolean negative, BigInteger up, int upExponent, BigInteger down, int downExponent) {
    int shift = Math.max(0, PRECISION + 2 - up.bitLength() + down.bitLength());
    BigInteger[] parts = up.shiftLeft(shift).divideAndRemainder(down);
    return rounded(negative, parts[0], upExponent - downExponent - shift, parts[1].signum() != 0);
  }

  /** Rounds to the nearest, ties to even; {@code inexact} says that more digits follow. */
  private static BinaryFloat rounded(
      boolean negative, BigInteger magnitude, int exponent, boolean inexact) {
    int excess = magnitude.bitLength() - PRECISION;
    if (magnitude.signum() == 0 || excess <= 0) {
      return new BinaryFloat(negative, magnitude, magnitude.signum() == 0 ? 0 : exponent);
    }
    BigInteger kept = magnitude.shiftRight(excess);
    boolean half = magnitude.testBit(excess - 1);
    boolean beyondHalf = inexact || magnitude.getLowestSetBit() < excess - 1;
    if (half && (beyondHalf || kept.testBit(0))) {
      kept = kept.add(BigInteger.ONE);
    }
    return new BinaryFloat(negative, kept, exponent + excess);
  }

  /** The number, printed with as few digits as identify the float. */
  NumberValue number() {
    return NumberValue.parse(text());
  }

  private String text() {
    String sign = negative ? "-" : "";
    if (isZero()) {
      return sign + "0";
    }
    boolean integer = exponent >= 0 || mantissa.getLowestSetBit() >= -exponent;
    Digits digits = shortest();
    int point = digits.point();
    if (integer || (point - 1 >= -4 && point - 1 < PLAIN_EXPONENT_MAX)) {
      return sign + digits.plain();
    }
    return sign + digits.scientific();
  }

  private Digits shortest() {
    int shift = PRECISION - mantissa.bitLength();
    BigInteger full = mantissa.shiftLeft(shift);
    int fullExponent = exponent - shift;
    boolean powerOfTwo = full.getLowestSetBit() == PRECISION - 1;
    Digits exact = Digits.of(full, fullExponent);
    // The neighbours are half as far below a power of two as above it.
    Digits lower =
        powerOfTwo
            ? Digits.of(full.shiftLeft(2).subtract(BigInteger.ONE), fullExponent - 2)
            : Digits.of(full.shiftLeft(1).subtract(BigInteger.ONE), fullExponent - 1);
    Digits upper = Digits.of(full.shiftLeft(1).add(BigInteger.ONE), fullExponent - 1);
    boolean inclusive = !full.testBit(0);
    for (int count = 1; count < exact.text().length(); count++) {
      Digits down = exact.cut(count);
      Digits up = down.incremented();
      boolean downFits = lower.compare(down) < 0 || (inclusive && lower.compare(down) == 0);
      boolean upFits = upper.compare(up) > 0 || (inclusive && upper.compare(up) == 0);
      if (downFits && upFits) {
        return exact.roundsUpAfter(count) ? up : down;
      }
      if (downFits || upFits) {
        return downFits ? down : up;
      }
    }
    return exact;
  }

  /**
   * Decimal digits.
   *
   * @param text without leading or trailing zeros
   * @param point where the decimal point stands, counted from before the first digit
   */
  private record Digits(String text, int point) {
    static Digits of(BigInteger mantissa, int exponent) {
      BigDecimal value =
          exponent >= 0
              ? new BigDecimal(mantissa.shiftLeft(exponent))
              : new BigDecimal(mantissa.multiply(BigInteger.valueOf(5).pow(-exponent)), -exponent);
      return of(value);
    }

    static Digits of(BigDecimal value) {
      BigDecimal stripped = value.stripTrailingZeros();
      return new Digits(
          stripped.unscaledValue().toString(), stripped.precision() - stripped.scale());
    }

    private BigDecimal decimal() {
      return new BigDecimal(new BigInteger(text), text.length() - point);
    }

    Digits cut(int count) {
      return of(new BigDecimal(new BigInteger(text.substring(0, count)), count - point), count);
    }

    /** Keeps {@code count} digits although the last may be 0. */
    private static Digits of(BigDecimal value, int count) {
      String digits = value.unscaledValue().toString();
      return new Digits(digits, count - value.scale());
    }

    Digits incremented() {
      BigDecimal unit = new BigDecimal(BigInteger.ONE, text.length() - point);
      return of(decimal().add(unit));
    }

    boolean roundsUpAfter(int count) {
      char next = text.charAt(count);
      if (next == '5' && count + 1 == text.length()) {
        return (text.charAt(count - 1) - '0') % 2 == 1;
      }
      return next >= '5';
    }

    int compare(Digits other) {
      return decimal().compareTo(other.decimal());
    }

    String plain() {
      return decimal().stripTrailingZeros().toPlainString();
    }

    String scientific() {
      String digits = decimal().stripTrailingZeros().unscaledValue().toString();
      int power = point - 1;
      return digits.charAt(0)
          + (digits.length() > 1 ? "." + digits.substring(1) : "")
          + (power < 0 ? "e-" : "e+")
          + String.format(Locale.ROOT, "%02d", Math.abs(power));
    }
  }
}
