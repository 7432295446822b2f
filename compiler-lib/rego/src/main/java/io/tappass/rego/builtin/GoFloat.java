package io.tappass.rego.builtin;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Prints a double as Go's {@code strconv.FormatFloat} for the verbs e, f and g. */
final class GoFloat {
  private static final int SHORTEST_EXPONENT_MAX = 6;

  private GoFloat() {}

  /**
   * The text, without a plus sign.
   *
   * @param verb one of e, E, f, g, G
   * @param precision the digits after the point (of g: in all), or -1 for as few as identify it
   */
  static String format(double value, char verb, int precision) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    String sign = Math.copySign(1.0, value) < 0 ? "-" : "";
    double magnitude = Math.abs(value);
    String text =
        switch (verb) {
          case 'e', 'E' -> exponential(magnitude, precision);
          case 'f' -> fixed(magnitude, precision);
          default -> general(magnitude, precision);
        };
    return sign + (verb == 'E' || verb == 'G' ? text.toUpperCase(Locale.ROOT) : text);
  }

  private static BigDecimal shortest(double value) {
    return new BigDecimal(Double.toString(value)).stripTrailingZeros();
  }

  private static String fixed(double value, int precision) {
    if (precision < 0) {
      return shortest(value).toPlainString();
    }
    return new BigDecimal(value).setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
  }

  private static String exponential(double value, int precision) {
    if (value == 0) {
      return "0" + (precision > 0 ? "." + "0".repeat(precision) : "") + "e+00";
    }
    if (precision < 0) {
      return exponential(shortest(value));
    }
    BigDecimal rounded =
        new BigDecimal(value).round(new MathContext(precision + 1, RoundingMode.HALF_EVEN));
    int missing = precision + 1 - rounded.precision();
    return exponential(missing > 0 ? rounded.setScale(rounded.scale() + missing) : rounded);
  }

  /** All digits of the unscaled value, one before the point. */
  private static String exponential(BigDecimal value) {
    String digits = value.unscaledValue().toString();
    int exponent = digits.length() - 1 - value.scale();
    return digits.charAt(0)
        + (digits.length() > 1 ? "." + digits.substring(1) : "")
        + (exponent < 0 ? "e-" : "e+")
        + String.format(Locale.ROOT, "%02d", Math.abs(exponent));
  }

  private static String general(double value, int precision) {
    if (value == 0) {
      return "0";
    }
    int digitsMax = precision == 0 ? 1 : precision;
    BigDecimal digits =
        precision < 0
            ? shortest(value)
            : new BigDecimal(value)
                .round(new MathContext(digitsMax, RoundingMode.HALF_EVEN))
                .stripTrailingZeros();
    int count = digits.precision();
    int point = count - digits.scale();
    int exponentMax = digitsMax;
    if (exponentMax > count && count >= point) {
      exponentMax = count;
    }
    if (precision < 0) {
      exponentMax = SHORTEST_EXPONENT_MAX;
    }
    return point - 1 < -4 || point - 1 >= exponentMax
        ? exponential(digits)
        : digits.toPlainString();
  }
}
