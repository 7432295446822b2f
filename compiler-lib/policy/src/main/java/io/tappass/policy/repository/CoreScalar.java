package io.tappass.policy.repository;

import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonNumber;
import java.math.BigInteger;
import java.util.regex.Pattern;

/** Plain scalars by the core schema of YAML 1.2.2, section 10.3.2. */
final class CoreScalar {
  private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]+");
  private static final Pattern OCTAL = Pattern.compile("0o[0-7]+");
  private static final Pattern HEXADECIMAL = Pattern.compile("0x[0-9a-fA-F]+");
  private static final Pattern FLOAT =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
  private static final Pattern NOT_FINITE =
      Pattern.compile("[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");

  private CoreScalar() {}

  /**
   * The value of a plain scalar.
   *
   * @throws IllegalArgumentException if it is a number that JSON or we cannot hold
   */
  static JsonValue resolve(String text) {
    return switch (text) {
      case "", "~", "null", "Null", "NULL" -> JsonValue.NULL;
      case "true", "True", "TRUE" -> JsonValue.TRUE;
      case "false", "False", "FALSE" -> JsonValue.FALSE;
      default -> number(text);
    };
  }

  private static JsonValue number(String text) {
    boolean isInteger = INTEGER.matcher(text).matches();
    boolean isOctal = OCTAL.matcher(text).matches();
    boolean isHexadecimal = HEXADECIMAL.matcher(text).matches();
    boolean isFloat = FLOAT.matcher(text).matches();
    if (NOT_FINITE.matcher(text).matches()) {
      throw new IllegalArgumentException("a number that JSON does not have");
    }
    if (!isInteger && !isOctal && !isHexadecimal && !isFloat) {
      return JsonValue.of(text);
    }
    if (text.length() > RepositoryLimits.YAML_NUMBER_CHARS_MAX) {
      throw new IllegalArgumentException(
          "a number of more than " + RepositoryLimits.YAML_NUMBER_CHARS_MAX + " characters");
    }
    if (isOctal) {
      return new JsonNumber(new BigInteger(text.substring(2), 8).toString());
    }
    if (isHexadecimal) {
      return new JsonNumber(new BigInteger(text.substring(2), 16).toString());
    }
    String unsigned = text.startsWith("+") ? text.substring(1) : text;
    if (isInteger) {
      return new JsonNumber(new BigInteger(unsigned).toString());
    }
    return new JsonNumber(jsonFloat(unsigned));
  }

  /** A float of YAML in JSON's grammar: a digit on both sides of the dot, no leading zeros. */
  private static String jsonFloat(String text) {
    boolean isNegative = text.startsWith("-");
    String rest = isNegative ? text.substring(1) : text;
    int exponentAt = Math.max(rest.indexOf('e'), rest.indexOf('E'));
    String exponent = exponentAt < 0 ? "" : rest.substring(exponentAt);
    if (exponent.length() > 5) {
      throw new IllegalArgumentException("an exponent of more than three digits");
    }
    String mantissa = exponentAt < 0 ? rest : rest.substring(0, exponentAt);
    int dot = mantissa.indexOf('.');
    String whole = dot < 0 ? mantissa : mantissa.substring(0, dot);
    String fraction = dot < 0 ? "" : mantissa.substring(dot + 1);
    String digits = whole.isEmpty() ? "0" : new BigInteger(whole).toString();
    return (isNegative ? "-" : "") + digits + (fraction.isEmpty() ? "" : "." + fraction) + exponent;
  }
}
