package io.tappass.rego.builtin;

import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.NumberValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.SetValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import java.util.List;

/** What the text of a value costs, charged while it is counted. */
final class Sizes {
  private Sizes() {}

  /**
   * Charges for writing {@code value} as text.
   *
   * @return how many values it holds
   */
  static long chargeText(BuiltinContext context, Value value) {
    context.chargeSteps(1);
    return switch (value) {
      case ArrayValue array -> 1 + chargeAll(context, array.items());
      case SetValue set -> 1 + chargeAll(context, set.items());
      case ObjectValue object ->
          1 + chargeAll(context, object.keys()) + chargeAll(context, object.values());
      case StringValue string -> {
        context.chargeBytes(string.value().length() * 2L);
        yield 1;
      }
      case NumberValue number -> {
        context.chargeBytes(number.text().length());
        yield 1;
      }
      case Value ignored -> {
        context.chargeBytes(5);
        yield 1;
      }
    };
  }

  private static long chargeAll(BuiltinContext context, List<Value> values) {
    long count = 0;
    context.chargeBytes(values.size() * 4L);
    for (Value value : values) {
      count += chargeText(context, value);
    }
    return count;
  }
}
