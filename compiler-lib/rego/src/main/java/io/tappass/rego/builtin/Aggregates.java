package io.tappass.rego.builtin;

import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.BooleanValue;
import io.tappass.rego.value.NullValue;
import io.tappass.rego.value.NumberValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.SetValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Functions from a collection to one value. */
final class Aggregates {
  private Aggregates() {}

  static Family family() {
    return new Family()
        .bind("count", Aggregates::count)
        .bind("sum", Aggregates::sum)
        .bind("product", Aggregates::product)
        .bind("max", Aggregates::max)
        .bind("min", Aggregates::min)
        .bind("sort", Aggregates::sort)
        .bind("all", Aggregates::all)
        .bind("any", Aggregates::any);
  }

  private static Value count(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    return switch (arguments.getFirst()) {
      case ArrayValue array -> NumberValue.of(array.size());
      case ObjectValue object -> NumberValue.of(object.size());
      case SetValue set -> NumberValue.of(set.size());
      case StringValue string -> {
        context.chargeSteps(string.value().length() / 64);
        yield NumberValue.of(string.value().codePointCount(0, string.value().length()));
      }
      case Value other -> throw Operands.wrongType(0, other, "array", "object", "set", "string");
    };
  }

  private static Value sum(BuiltinContext context, List<Value> arguments) throws BuiltinException {
    List<NumberValue> numbers = numbers(context, arguments);
    boolean integers = numbers.stream().allMatch(NumberValue::isInteger);
    if (integers) {
      NumberValue sum = NumberValue.ZERO;
      for (NumberValue number : numbers) {
        sum = Arithmetic.plus(context, sum, number);
      }
      return sum;
    }
    BinaryFloat sum = BinaryFloat.of(NumberValue.ZERO);
    for (NumberValue number : numbers) {
      Arithmetic.chargeSize(context, number, number);
      sum = sum.plus(BinaryFloat.of(number));
    }
    return sum.number();
  }

  private static Value product(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    List<NumberValue> numbers = numbers(context, arguments);
    boolean integers = numbers.stream().allMatch(NumberValue::isInteger);
    if (integers) {
      NumberValue product = NumberValue.of(1);
      for (NumberValue number : numbers) {
        product = Arithmetic.times(context, product, number);
      }
      return product;
    }
    BinaryFloat product = BinaryFloat.of(NumberValue.of(1));
    for (NumberValue number : numbers) {
      Arithmetic.chargeSize(context, number, number);
      product = product.times(BinaryFloat.of(number));
      Arithmetic.bounded(product);
    }
    return product.number();
  }

  private static List<NumberValue> numbers(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    List<Value> items = items(arguments);
    context.chargeSteps(items.size());
    List<NumberValue> numbers = new ArrayList<>(items.size());
    for (Value item : items) {
      if (!(item instanceof NumberValue number)) {
        throw Operands.wrongElement(0, arguments.getFirst(), item, "number");
      }
      numbers.add(number);
    }
    return numbers;
  }

  private static List<Value> items(List<Value> arguments) throws BuiltinException {
    return switch (arguments.getFirst()) {
      case ArrayValue array -> array.items();
      case SetValue set -> set.items();
      case Value other -> throw Operands.wrongType(0, other, "set", "array");
    };
  }

  private static @Nullable Value max(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    List<Value> items = items(arguments);
    context.chargeSteps(items.size());
    Value max = NullValue.NULL;
    for (Value item : items) {
      max = max.compareTo(item) <= 0 ? item : max;
    }
    return items.isEmpty() ? null : max;
  }

  private static @Nullable Value min(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    List<Value> items = items(arguments);
    context.chargeSteps(items.size());
    if (items.isEmpty()) {
      return null;
    }
    Value min = items.getFirst();
    for (Value item : items) {
      min = min.compareTo(item) >= 0 ? item : min;
    }
    return min;
  }

  private static Value sort(BuiltinContext context, List<Value> arguments) throws BuiltinException {
    List<Value> items = items(arguments);
    context.chargeSteps(items.size() * 4L);
    context.chargeBytes(items.size() * 8L);
    List<Value> sorted = new ArrayList<>(items);
    sorted.sort(null);
    return ArrayValue.of(sorted);
  }

  private static Value all(BuiltinContext context, List<Value> arguments) throws BuiltinException {
    for (Value item : arraySetItems(context, arguments)) {
      if (!item.equals(BooleanValue.TRUE)) {
        return BooleanValue.FALSE;
      }
    }
    return BooleanValue.TRUE;
  }

  private static Value any(BuiltinContext context, List<Value> arguments) throws BuiltinException {
    return BooleanValue.of(arraySetItems(context, arguments).contains(BooleanValue.TRUE));
  }

  private static List<Value> arraySetItems(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    List<Value> items =
        switch (arguments.getFirst()) {
          case ArrayValue array -> array.items();
          case SetValue set -> set.items();
          case Value other -> throw Operands.wrongType(0, other, "array", "set");
        };
    context.chargeSteps(items.size());
    return items;
  }
}
