package io.tappass.rego.builtin;

import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.BooleanValue;
import io.tappass.rego.value.NullValue;
import io.tappass.rego.value.NumberValue;
import io.tappass.rego.value.SetValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import io.tappass.rego.value.Value.Kind;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/** What kind a value is of, and casts. */
final class Types {
  private Types() {}

  static Family family() {
    return new Family()
        .bind("type_name", (context, a) -> StringValue.of(a.getFirst().kind().word()))
        .bind("is_array", (context, a) -> is(a, Kind.ARRAY))
        .bind("is_boolean", (context, a) -> is(a, Kind.BOOLEAN))
        .bind("is_null", (context, a) -> is(a, Kind.NULL))
        .bind("is_number", (context, a) -> is(a, Kind.NUMBER))
        .bind("is_object", (context, a) -> is(a, Kind.OBJECT))
        .bind("is_set", (context, a) -> is(a, Kind.SET))
        .bind("is_string", (context, a) -> is(a, Kind.STRING))
        .bind("to_number", Types::toNumber)
        .bind("cast_array", Types::castArray)
        .bind("cast_set", Types::castSet)
        .bind("cast_boolean", (context, a) -> only(a, Kind.BOOLEAN))
        .bind("cast_null", (context, a) -> only(a, Kind.NULL))
        .bind("cast_object", (context, a) -> only(a, Kind.OBJECT))
        .bind("cast_string", (context, a) -> only(a, Kind.STRING));
  }

  /** OPA's {@code is_*} are undefined or true, never false. */
  private static Value is(List<Value> arguments, Kind kind) {
    return BooleanValue.of(arguments.getFirst().kind() == kind);
  }

  private static Value only(List<Value> arguments, Kind kind) throws BuiltinException {
    Value value = arguments.getFirst();
    if (value.kind() != kind) {
      throw Operands.wrongType(0, value, kind.word());
    }
    return value;
  }

  private static Value castArray(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    return switch (arguments.getFirst()) {
      case ArrayValue array -> array;
      case SetValue set -> {
        context.chargeBytes(set.size() * 8L);
        yield ArrayValue.of(set.items());
      }
      case Value other -> throw Operands.wrongType(0, other, "array", "set");
    };
  }

  private static Value castSet(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    return switch (arguments.getFirst()) {
      case SetValue set -> set;
      case ArrayValue array -> {
        context.chargeSteps(array.size());
        context.chargeBytes(array.size() * 40L);
        yield SetValue.of(array.items());
      }
      case Value other -> throw Operands.wrongType(0, other, "array", "set");
    };
  }

  private static Value toNumber(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    Value value = arguments.getFirst();
    return switch (value) {
      case NullValue ignored -> NumberValue.ZERO;
      case BooleanValue bool -> NumberValue.of(bool.value() ? 1 : 0);
      case NumberValue number -> number;
      case StringValue string -> {
        context.chargeSteps(string.value().length() / 16);
        yield parse(value, string.value());
      }
      case Value other -> throw Operands.wrongType(0, other, "null", "boolean", "number", "string");
    };
  }

  private static NumberValue parse(Value value, String text) throws BuiltinException {
    String word = text.replaceFirst("^[+-]+", "").toLowerCase(Locale.ROOT);
    if (word.equals("inf") || word.equals("infinity") || word.equals("nan")) {
      throw Operands.wrongType(0, value, "valid number string");
    }
    try {
      return NumberValue.parse(text);
    } catch (NumberFormatException e) {
      return parseLoosely(text);
    }
  }

  /** What Go takes for a number beyond JSON: a plus sign, leading zeros, a bare point. */
  private static NumberValue parseLoosely(String text) throws BuiltinException {
    boolean decimal = text.matches("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,5})?");
    if (decimal && text.length() <= NumberValue.TEXT_CHARS_MAX) {
      var exact = new BigDecimal(text);
      if (Math.abs((long) exact.precision() - exact.scale()) <= NumberValue.EXPONENT_MAX) {
        return NumberValue.of(exact);
      }
    }
    throw BuiltinException.failed(
        "strconv.ParseFloat: parsing " + GoQuote.of(text) + ": invalid syntax");
  }
}
