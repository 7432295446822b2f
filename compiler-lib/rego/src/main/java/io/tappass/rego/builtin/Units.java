package io.tappass.rego.builtin;

import io.tappass.rego.value.NumberValue;
import io.tappass.rego.value.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;

/** Quantities with a unit: {@code 10Mi}, {@code 200kb}, {@code 100m}. */
final class Units {
  private static final int EXPONENT_DIGITS_MAX = 6;

  /** Digits behind the point of a quantity that is no whole number. */
  private static final int FRACTION_DIGITS = 10;

  /** A thousandth as OPA holds it: the double, not the decimal. */
  @SuppressWarnings("BigDecimalLiteralDouble")
  private static final BigDecimal MILLI = new BigDecimal(0.001);

  /** Text split before its unit. */
  private record Quantity(String number, String unit) {}

  private Units() {}

  static Family family() {
    return new Family()
        .bind("units.parse", Units::parse)
        .bind("units.parse_bytes", Units::parseBytes);
  }

  private static Value parse(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    String text = Operands.string(arguments, 0).replace("\"", "");
    Quantity quantity = split(context, "units.parse", text, "no amount provided");
    String unit = quantity.unit();
    String shown =
        unit.length() > 1 ? unit.charAt(0) + unit.substring(1).toLowerCase(Locale.ROOT) : unit;
    BigDecimal factor =
        switch (shown) {
          case "m" -> MILLI;
          case "" -> BigDecimal.ONE;
          case "k", "K" -> thousand(1);
          case "ki", "Ki" -> kibi(1);
          case "M" -> thousand(2);
          case "mi", "Mi" -> kibi(2);
          case "g", "G" -> thousand(3);
          case "gi", "Gi" -> kibi(3);
          case "t", "T" -> thousand(4);
          case "ti", "Ti" -> kibi(4);
          case "p", "P" -> thousand(5);
          case "pi", "Pi" -> kibi(5);
          case "e", "E" -> thousand(6);
          case "ei", "Ei" -> kibi(6);
          default -> throw failed("units.parse", "unit " + shown + " not recognized");
        };
    BigDecimal value =
        number("units.parse", quantity, "could not parse amount to a number").multiply(factor);
    if (value.signum() == 0 || value.stripTrailingZeros().scale() <= 0) {
      return NumberValue.of(value.toBigInteger());
    }
    return NumberValue.parse(value.setScale(FRACTION_DIGITS, RoundingMode.HALF_UP).toPlainString());
  }

  private static Value parseBytes(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    String name = "units.parse_bytes";
    String text = Operands.string(arguments, 0).toLowerCase(Locale.ROOT).replace("\"", "");
    Quantity quantity = split(context, name, text, "no byte amount provided");
    BigDecimal factor =
        switch (quantity.unit()) {
          case "" -> BigDecimal.ONE;
          case "kb", "k" -> thousand(1);
          case "kib", "ki" -> kibi(1);
          case "mb", "m" -> thousand(2);
          case "mib", "mi" -> kibi(2);
          case "gb", "g" -> thousand(3);
          case "gib", "gi" -> kibi(3);
          case "tb", "t" -> thousand(4);
          case "tib", "ti" -> kibi(4);
          case "pb", "p" -> thousand(5);
          case "pib", "pi" -> kibi(5);
          case "eb", "e" -> thousand(6);
          case "eib", "ei" -> kibi(6);
          default -> throw failed(name, "byte unit " + quantity.unit() + " not recognized");
        };
    BigDecimal number = number(name, quantity, "could not parse byte amount to a number");
    return NumberValue.of(
        BinaryFloat.of(NumberValue.of(number))
            .times(BinaryFloat.of(NumberValue.of(factor)))
            .truncated());
  }

  private static BigDecimal thousand(int power) {
    return BigDecimal.valueOf(1000).pow(power);
  }

  private static BigDecimal kibi(int power) {
    return new BigDecimal(BigInteger.ONE.shiftLeft(10 * power));
  }

  /** OPA names the builtin itself, and once more in front of every message. */
  private static BuiltinException failed(String name, String message) {
    return BuiltinException.failed(name + ": " + message);
  }

  private static BigDecimal number(String name, Quantity quantity, String complaint)
      throws BuiltinException {
    boolean decimal =
        quantity.number().matches("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");
    if (decimal) {
      var number = new BigDecimal(quantity.number());
      if (Math.abs((long) number.precision() - number.scale()) <= NumberValue.EXPONENT_MAX) {
        return number;
      }
    }
    throw failed(name, complaint);
  }

  private static Quantity split(BuiltinContext context, String name, String text, String noAmount)
      throws BuiltinException {
    context.chargeSteps(text.length());
    if (text.length() > NumberValue.TEXT_CHARS_MAX) {
      throw failed(name, "amount too long");
    }
    if (text.contains(" ")) {
      throw failed(name, "spaces not allowed in resource strings");
    }
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      boolean exponent = c == 'e' || c == 'E';
      if (!exponent && !isDigit(c) && ".+-".indexOf(c) < 0) {
        break;
      }
      if (exponent) {
        boolean digitsFollow =
            at + 1 < text.length()
                && (isDigit(text.charAt(at + 1)) || "+-".indexOf(text.charAt(at + 1)) >= 0);
        if (!digitsFollow) {
          break;
        }
        int from = isDigit(text.charAt(at + 1)) ? at + 1 : at + 2;
        int to = from;
        while (to < text.length() && isDigit(text.charAt(to))) {
          to++;
        }
        if (to - from > EXPONENT_DIGITS_MAX) {
          throw failed(name, "exponent too large");
        }
        at = from - 1;
      }
      at++;
    }
    if (at == 0) {
      throw failed(name, noAmount);
    }
    return new Quantity(text.substring(0, at), text.substring(at));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
