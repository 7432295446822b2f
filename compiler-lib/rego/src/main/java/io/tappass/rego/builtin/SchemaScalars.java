package io.tappass.rego.builtin;

import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.BooleanValue;
import io.tappass.rego.value.NumberValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules of a schema about types, numbers and strings. */
final class SchemaScalars {
  private static final MathContext SHOWN = new MathContext(10, RoundingMode.HALF_EVEN);

  private final BuiltinContext context;
  private final ObjectValue rules;
  private final SchemaResult result;

  SchemaScalars(BuiltinContext context, ObjectValue rules, SchemaResult result) {
    this.context = context;
    this.rules = rules;
    this.result = result;
  }

  /** JSON Schema's name of the type of a value. */
  static String typeOf(Value node) {
    return node instanceof NumberValue number && number.isInteger()
        ? "integer"
        : node.kind().word();
  }

  static boolean hasType(@Nullable Value type, Value node) {
    if (type == null) {
      return true;
    }
    List<String> names = names(type);
    return names.isEmpty()
        || names.contains(typeOf(node))
        || (node instanceof NumberValue && names.contains("number"));
  }

  /** The types as messages name them. */
  static String types(@Nullable Value type) {
    List<String> names = type == null ? List.of() : names(type);
    return names.size() == 1 ? names.getFirst() : "[" + String.join(",", names) + "]";
  }

  private static List<String> names(Value type) {
    List<String> names = new ArrayList<>();
    for (Value name : type instanceof ArrayValue array ? array.items() : List.of(type)) {
      names.add(((StringValue) name).value());
    }
    return names;
  }

  static boolean isBelow(int size, @Nullable Value least) {
    return least instanceof NumberValue number && NumberValue.of(size).compareTo(number) < 0;
  }

  static boolean isAbove(int size, @Nullable Value most) {
    return most instanceof NumberValue number && NumberValue.of(size).compareTo(number) > 0;
  }

  /** A count of a schema as messages write it. */
  static String count(@Nullable Value count) {
    return count instanceof NumberValue number ? number.bigInteger().toString() : "";
  }

  void number(NumberValue number) {
    if (rules.find("multipleOf") instanceof NumberValue multiple && !isMultiple(number, multiple)) {
      result.add("multiple_of", "Must be a multiple of " + shown(multiple));
    }
    NumberValue most = limit("maximum", "exclusiveMaximum", false);
    if (most != null && number.compareTo(most) > 0) {
      result.add("number_lte", "Must be less than or equal to " + shown(most));
    }
    NumberValue end = limit("maximum", "exclusiveMaximum", true);
    if (end != null && number.compareTo(end) >= 0) {
      result.add("number_lt", "Must be less than " + shown(end));
    }
    NumberValue least = limit("minimum", "exclusiveMinimum", false);
    if (least != null && number.compareTo(least) < 0) {
      result.add("number_gte", "Must be greater than or equal to " + shown(least));
    }
    NumberValue start = limit("minimum", "exclusiveMinimum", true);
    if (start != null && number.compareTo(start) <= 0) {
      result.add("number_gt", "Must be greater than " + shown(start));
    }
    result.score();
  }

  /**
   * Draft 4 says with a Boolean whether the limit itself is out, draft 6 with a limit of its own.
   */
  private @Nullable NumberValue limit(String inclusive, String exclusive, boolean wantExclusive) {
    Value flag = rules.find(exclusive);
    boolean isMoved = BooleanValue.TRUE.equals(flag);
    Value found = wantExclusive && !isMoved ? flag : rules.find(inclusive);
    return found instanceof NumberValue number && (wantExclusive || !isMoved) ? number : null;
  }

  private boolean isMultiple(NumberValue number, NumberValue multiple) {
    BigDecimal dividend = number.decimal();
    BigDecimal divisor = multiple.decimal();
    long digits = (long) Math.abs(dividend.scale()) + Math.abs(divisor.scale());
    context.chargeSteps(digits + dividend.precision() + divisor.precision());
    return dividend.remainder(divisor).signum() == 0;
  }

  void string(String text) throws BuiltinException {
    int length = text.codePointCount(0, text.length());
    if (isBelow(length, rules.find("minLength"))) {
      result.add(
          "string_gte",
          "String length must be greater than or equal to " + count(rules.find("minLength")));
    }
    if (isAbove(length, rules.find("maxLength"))) {
      result.add(
          "string_lte",
          "String length must be less than or equal to " + count(rules.find("maxLength")));
    }
    if (rules.find("pattern") instanceof StringValue pattern
        && !Regexes.matcher(context, pattern.value(), text).find()) {
      result.add("pattern", "Does not match pattern '" + pattern.value() + "'");
    }
    result.score();
  }

  /** As Go's {@code %.10g}. */
  private static String shown(NumberValue number) {
    BigDecimal rounded = number.decimal().round(SHOWN).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (rounded.signum() == 0 || (exponent >= -4 && exponent < SHOWN.getPrecision())) {
      return rounded.toPlainString();
    }
    BigDecimal mantissa = rounded.movePointLeft(exponent).stripTrailingZeros();
    String digits = Integer.toString(Math.abs(exponent));
    return mantissa.toPlainString()
        + (exponent < 0 ? "e-" : "e+")
        + (digits.length() < 2 ? "0" + digits : digits);
  }
}
