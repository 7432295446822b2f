package io.tappass.rego.builtin;

import io.tappass.rego.value.NumberValue;
import io.tappass.rego.value.Value;
import java.math.BigInteger;
import java.util.List;

/** Operations on the bits of integers of any size, in two's complement. */
final class Bits {
  private static final long SHIFT_MAX = NumberValue.EXPONENT_MAX * 3L;

  private Bits() {}

  static Family family() {
    return new Family()
        .bind("bits.and", (context, a) -> NumberValue.of(left(a).and(right(a))))
        .bind("bits.or", (context, a) -> NumberValue.of(left(a).or(right(a))))
        .bind("bits.xor", (context, a) -> NumberValue.of(left(a).xor(right(a))))
        .bind("bits.negate", (context, a) -> NumberValue.of(left(a).not()))
        .bind("bits.lsh", Bits::shiftLeft)
        .bind("bits.rsh", (context, a) -> NumberValue.of(left(a).shiftRight(shift(a))));
  }

  private static Value shiftLeft(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    BigInteger value = left(arguments);
    int shift = shift(arguments);
    context.chargeBytes(shift / 8);
    context.chargeSteps(shift / 64);
    if (value.signum() != 0 && (long) value.bitLength() + shift > SHIFT_MAX) {
      throw BuiltinException.failed("number too big");
    }
    return NumberValue.of(value.signum() == 0 ? value : value.shiftLeft(shift));
  }

  private static BigInteger left(List<Value> arguments) throws BuiltinException {
    return Operands.bigInteger(arguments, 0);
  }

  private static BigInteger right(List<Value> arguments) throws BuiltinException {
    return Operands.bigInteger(arguments, 1);
  }

  /** The number of places; more than an int holds moves every bit out all the same. */
  private static int shift(List<Value> arguments) throws BuiltinException {
    BigInteger places = right(arguments);
    if (places.signum() < 0) {
      throw Operands.wrong(1, "must be an unsigned integer number but got a negative integer");
    }
    return places.bitLength() > 31 ? Integer.MAX_VALUE : places.intValueExact();
  }
}
