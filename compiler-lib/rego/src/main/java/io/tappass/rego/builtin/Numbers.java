package io.tappass.rego.builtin;

import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.NumberValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/** Ranges, numbers in other bases, chance. */
final class Numbers {

  /** Bytes that one item of an array costs, reference and number. */
  private static final int ITEM_BYTES = 32;

  private Numbers() {}

  static Family family() {
    return new Family()
        .bind("numbers.range", (context, a) -> range(context, a, BigInteger.ONE))
        .bind("numbers.range_step", Numbers::rangeStep)
        .bind("format_int", Numbers::formatInt)
        .bind("rand.intn", Numbers::random)
        .bind("time.now_ns", (context, a) -> NumberValue.of(context.timeNanos()));
  }

  private static Value rangeStep(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    Operands.bigInteger(arguments, 0);
    Operands.bigInteger(arguments, 1);
    BigInteger step = Operands.bigInteger(arguments, 2);
    if (step.signum() <= 0) {
      throw BuiltinException.failed("numbers.range_step: step must be a positive integer");
    }
    return range(context, arguments, step);
  }

  private static Value range(BuiltinContext context, List<Value> arguments, BigInteger step)
      throws BuiltinException {
    BigInteger from = Operands.bigInteger(arguments, 0);
    BigInteger to = Operands.bigInteger(arguments, 1);
    BigInteger count = to.subtract(from).abs().divide(step).add(BigInteger.ONE);
    long items = count.bitLength() > 40 ? Long.MAX_VALUE / ITEM_BYTES : count.longValueExact();
    context.chargeSteps(items);
    context.chargeBytes(items * ITEM_BYTES);
    if (items > Integer.MAX_VALUE / 8) {
      throw new BudgetExceeded("a range of " + count + " numbers");
    }
    BigInteger move = from.compareTo(to) <= 0 ? step : step.negate();
    List<Value> numbers = new ArrayList<>((int) items);
    BigInteger at = from;
    for (long index = 0; index < items; index++) {
      numbers.add(NumberValue.of(at));
      at = at.add(move);
    }
    return ArrayValue.of(numbers);
  }

  private static Value formatInt(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    NumberValue number = Operands.number(arguments, 0);
    String base = Operands.number(arguments, 1).text();
    int radix =
        switch (base) {
          case "2" -> 2;
          case "8" -> 8;
          case "10" -> 10;
          case "16" -> 16;
          default -> throw Operands.wrongChoice(1, "2", "8", "10", "16");
        };
    context.chargeBytes(
        4L * Math.max(0, number.decimal().precision() - (long) number.decimal().scale()));
    BigInteger whole = number.decimal().setScale(0, RoundingMode.DOWN).toBigIntegerExact();
    return StringValue.of(whole.toString(radix));
  }

  /** One chance for one name and limit in one evaluation. */
  private record Draw(String name, long limit) {}

  private static Value random(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    String name = Operands.string(arguments, 0);
    long limit = Operands.integer(arguments, 1);
    if (limit == 0) {
      return NumberValue.ZERO;
    }
    // OPA draws below the magnitude; that of the least long does not fit one.
    long magnitude = limit == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(limit);
    context.chargeBytes(64L + name.length());
    Object drawn =
        context
            .memory()
            .computeIfAbsent(
                new Draw(name, magnitude), key -> context.random().nextLong(magnitude));
    return NumberValue.of((Long) drawn);
  }
}
