package io.tappass.rego.builtin;

import io.tappass.rego.value.NumberValue;
import io.tappass.rego.value.SetValue;
import io.tappass.rego.value.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;

/**
 * Sums, products, quotients, roundings. Integers are exact at any size; where a fraction takes
 * part, or a quotient has one, the result is that of {@link BinaryFloat}.
 */
final class Arithmetic {
  private Arithmetic() {}

  static Family family() {
    return new Family()
        .bind("plus", (context, a) -> plus(context, number(a, 0), number(a, 1)))
        .bind("minus", Arithmetic::minus)
        .bind("mul", (context, a) -> times(context, number(a, 0), number(a, 1)))
        .bind("div", (context, a) -> dividedBy(number(a, 0), number(a, 1)))
        .bind("rem", (context, a) -> remainder(number(a, 0), number(a, 1)))
        .bind("abs", (context, a) -> abs(number(a, 0)))
        .bind("round", (context, a) -> round(number(a, 0)))
        .bind("ceil", (context, a) -> ceil(number(a, 0)))
        .bind("floor", (context, a) -> floor(number(a, 0)));
  }

  private static NumberValue number(List<Value> arguments, int at) throws BuiltinException {
    return Operands.number(arguments, at);
  }

  static NumberValue plus(BuiltinContext context, NumberValue left, NumberValue right) {
    if (left.isLong() && right.isLong()) {
      long x = left.longValue();
      long y = right.longValue();
      long sum = x + y;
      if (((x ^ sum) & (y ^ sum)) >= 0) {
        return NumberValue.of(sum);
      }
    }
    chargeSize(context, left, right);
    return left.isInteger() && right.isInteger()
        ? NumberValue.of(left.bigInteger().add(right.bigInteger()))
        : BinaryFloat.of(left).plus(BinaryFloat.of(right)).number();
  }

  static NumberValue times(BuiltinContext context, NumberValue left, NumberValue right)
      throws BuiltinException {
    if (left.isLong() && right.isLong()) {
      long high = Math.multiplyHigh(left.longValue(), right.longValue());
      long low = left.longValue() * right.longValue();
      if ((high == 0 && low >= 0) || (high == -1 && low < 0)) {
        return NumberValue.of(low);
      }
    }
    chargeSize(context, left, right);
    if (left.isInteger() && right.isInteger()) {
      return bounded(left.bigInteger().multiply(right.bigInteger()));
    }
    return bounded(BinaryFloat.of(left).times(BinaryFloat.of(right)));
  }

  private static NumberValue dividedBy(NumberValue left, NumberValue right)
      throws BuiltinException {
    if (right.signum() == 0) {
      throw BuiltinException.failed("divide by zero");
    }
    if (left.isLong() && right.isLong()) {
      long x = left.longValue();
      long y = right.longValue();
      if (x != 0 && x != Long.MIN_VALUE && x % y == 0) {
        return NumberValue.of(x / y);
      }
    }
    return bounded(BinaryFloat.of(left).dividedBy(BinaryFloat.of(right)));
  }

  private static NumberValue remainder(NumberValue left, NumberValue right)
      throws BuiltinException {
    if (!left.isInteger() || !right.isInteger()) {
      throw BuiltinException.failed("modulo on floating-point number");
    }
    if (right.signum() == 0) {
      throw BuiltinException.failed("modulo by zero");
    }
    return left.isLong() && right.isLong()
        ? NumberValue.of(left.longValue() % right.longValue())
        : NumberValue.of(left.bigInteger().remainder(right.bigInteger()));
  }

  private static Value minus(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    Value left = arguments.get(0);
    Value right = arguments.get(1);
    if (left instanceof NumberValue x && right instanceof NumberValue y) {
      return difference(context, x, y);
    }
    if (left instanceof SetValue x && right instanceof SetValue y) {
      return Sets.difference(context, x, y);
    }
    if (!(left instanceof NumberValue) && !(left instanceof SetValue)) {
      throw Operands.wrongType(0, left, "number", "set");
    }
    throw Operands.wrongType(1, right, right instanceof NumberValue ? "set" : "number");
  }

  private static NumberValue difference(
      BuiltinContext context, NumberValue left, NumberValue right) {
    if (left.isLong() && right.isLong()) {
      long x = left.longValue();
      long y = right.longValue();
      long difference = x - y;
      if (((x ^ y) & (x ^ difference)) >= 0) {
        return NumberValue.of(difference);
      }
    }
    chargeSize(context, left, right);
    return left.isInteger() && right.isInteger()
        ? NumberValue.of(left.bigInteger().subtract(right.bigInteger()))
        : BinaryFloat.of(left).minus(BinaryFloat.of(right)).number();
  }

  private static NumberValue abs(NumberValue number) {
    if (number.signum() >= 0) {
      return number;
    }
    return number.isInteger()
        ? NumberValue.of(number.bigInteger().negate())
        : new BinaryFloat(
                false, BinaryFloat.of(number).mantissa(), BinaryFloat.of(number).exponent())
            .number();
  }

  private static NumberValue round(NumberValue number) {
    return number.isInteger()
        ? NumberValue.of(number.bigInteger())
        : NumberValue.of(number.decimal().setScale(0, RoundingMode.HALF_UP));
  }

  /** OPA rounds a fraction between -1 and 0 up to 1; policies must mean the same here. */
  private static NumberValue ceil(NumberValue number) {
    BigDecimal whole = number.decimal().setScale(0, RoundingMode.DOWN);
    boolean done = number.isInteger() || whole.signum() < 0;
    return NumberValue.of(done ? whole : whole.add(BigDecimal.ONE));
  }

  /** OPA rounds a fraction between -1 and 0 to 0. */
  private static NumberValue floor(NumberValue number) {
    BigDecimal whole = number.decimal().setScale(0, RoundingMode.DOWN);
    boolean done = number.isInteger() || whole.signum() >= 0;
    return NumberValue.of(done ? whole : whole.subtract(BigDecimal.ONE));
  }

  /** Refuses what {@link NumberValue} cannot hold, before it is printed. */
  static NumberValue bounded(BigInteger value) throws BuiltinException {
    if (value.bitLength() > NumberValue.EXPONENT_MAX * 3) {
      throw BuiltinException.failed("number too big");
    }
    return NumberValue.of(value);
  }

  static NumberValue bounded(BinaryFloat value) throws BuiltinException {
    if (Math.abs((long) value.exponent()) > NumberValue.EXPONENT_MAX * 3L) {
      throw BuiltinException.failed("number too big");
    }
    return value.number();
  }

  /** The cost of arithmetic on numbers beyond a long. */
  static void chargeSize(BuiltinContext context, NumberValue left, NumberValue right) {
    if (!left.isLong() || !right.isLong()) {
      long digits =
          Math.max(0L, (long) left.decimal().precision() - left.decimal().scale())
              + Math.max(0L, (long) right.decimal().precision() - right.decimal().scale())
              + left.decimal().precision()
              + right.decimal().precision();
      context.chargeSteps(digits / 16);
      context.chargeBytes(digits);
    }
  }
}
