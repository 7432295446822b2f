package io.tappass.rego.builtin;

import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.NumberValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.SetValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Arguments as the types a builtin needs, with OPA's messages where they are not. */
final class Operands {
  private Operands() {}

  static String string(List<Value> arguments, int at) throws BuiltinException {
    if (arguments.get(at) instanceof StringValue string) {
      return string.value();
    }
    throw wrongType(at, arguments.get(at), "string");
  }

  static NumberValue number(List<Value> arguments, int at) throws BuiltinException {
    if (arguments.get(at) instanceof NumberValue number) {
      return number;
    }
    throw wrongType(at, arguments.get(at), "number");
  }

  /** A number that is written as an integer and fits a long. */
  static long integer(List<Value> arguments, int at) throws BuiltinException {
    NumberValue number = number(arguments, at);
    if (!number.isWrittenAsLong()) {
      throw wrong(at, "must be integer number but got floating-point number");
    }
    return number.longValue();
  }

  /** A number of any size without a fraction. */
  static BigInteger bigInteger(List<Value> arguments, int at) throws BuiltinException {
    if (!(arguments.get(at) instanceof NumberValue number)) {
      throw wrongType(at, arguments.get(at), "integer");
    }
    if (!number.isInteger()) {
      throw wrong(at, "must be integer number but got floating-point number");
    }
    return number.bigInteger();
  }

  static ObjectValue object(List<Value> arguments, int at) throws BuiltinException {
    if (arguments.get(at) instanceof ObjectValue object) {
      return object;
    }
    throw wrongType(at, arguments.get(at), "object");
  }

  static ArrayValue array(List<Value> arguments, int at) throws BuiltinException {
    if (arguments.get(at) instanceof ArrayValue array) {
      return array;
    }
    throw wrongType(at, arguments.get(at), "array");
  }

  static SetValue set(List<Value> arguments, int at) throws BuiltinException {
    if (arguments.get(at) instanceof SetValue set) {
      return set;
    }
    throw wrongType(at, arguments.get(at), "set");
  }

  /** The strings of an array or a set. */
  static List<String> strings(List<Value> arguments, int at) throws BuiltinException {
    Value argument = arguments.get(at);
    List<Value> items =
        switch (argument) {
          case ArrayValue array -> array.items();
          case SetValue set -> set.items();
          default -> throw wrongType(at, argument, "array", "set");
        };
    List<String> strings = new ArrayList<>(items.size());
    for (Value item : items) {
      if (!(item instanceof StringValue string)) {
        throw wrongElement(at, argument, item, "string");
      }
      strings.add(string.value());
    }
    return strings;
  }

  /** {@code operand 1 must be string but got number}. */
  static BuiltinException wrongType(int at, Value got, String... expected) {
    return wrong(at, "must be " + oneOf(expected) + " but got " + got.kind().word());
  }

  /** {@code operand 1 must be one of {array, object}}. */
  static BuiltinException wrongChoice(int at, String... expected) {
    return wrong(at, "must be " + oneOf(expected));
  }

  /** {@code operand 1 must be array of strings but got array containing number}. */
  static BuiltinException wrongElement(int at, Value composite, Value got, String... expected) {
    String kind = composite.kind().word();
    String what =
        expected.length == 1 ? expected[0] + "s" : "(any of) {" + String.join(", ", expected) + "}";
    return wrong(
        at,
        "must be "
            + kind
            + " of "
            + what
            + " but got "
            + kind
            + " containing "
            + got.kind().word());
  }

  /**
   * A type error about the argument.
   *
   * @param at the position, from 0; the message counts from 1
   */
  static BuiltinException wrong(int at, String message) {
    return BuiltinException.wrongType("operand " + (at + 1) + " " + message);
  }

  private static String oneOf(String[] expected) {
    return expected.length == 1 ? expected[0] : "one of {" + String.join(", ", expected) + "}";
  }
}
