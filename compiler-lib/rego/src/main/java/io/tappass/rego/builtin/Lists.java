package io.tappass.rego.builtin;

import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The functions of {@code array.*}. */
final class Lists {
  private static final int ITEM_BYTES = 8;

  private Lists() {}

  static Family family() {
    return new Family()
        .bind("array.concat", Lists::concat)
        .bind("array.flatten", Lists::flatten)
        .bind("array.reverse", Lists::reverse)
        .bind("array.slice", Lists::slice);
  }

  private static void charge(BuiltinContext context, long items) {
    context.chargeSteps(items);
    context.chargeBytes(items * ITEM_BYTES);
  }

  private static Value concat(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    ArrayValue left = Operands.array(arguments, 0);
    ArrayValue right = Operands.array(arguments, 1);
    charge(context, (long) left.size() + right.size());
    List<Value> items = new ArrayList<>(left.size() + right.size());
    items.addAll(left.items());
    items.addAll(right.items());
    return ArrayValue.of(items);
  }

  private static Value flatten(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    ArrayValue array = Operands.array(arguments, 0);
    List<Value> items = new ArrayList<>();
    for (Value item : array.items()) {
      if (item instanceof ArrayValue nested) {
        charge(context, nested.size());
        items.addAll(nested.items());
      } else {
        charge(context, 1);
        items.add(item);
      }
    }
    return ArrayValue.of(items);
  }

  private static Value reverse(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    ArrayValue array = Operands.array(arguments, 0);
    charge(context, array.size());
    List<Value> items = new ArrayList<>(array.items());
    Collections.reverse(items);
    return ArrayValue.of(items);
  }

  /** Positions outside the array are moved to its ends. */
  private static Value slice(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    ArrayValue array = Operands.array(arguments, 0);
    long start = Operands.integer(arguments, 1);
    long stop = Operands.integer(arguments, 2);
    int to = Math.clamp(stop, 0, array.size());
    int from = Math.clamp(start, 0, to);
    charge(context, to - from);
    return ArrayValue.of(array.items().subList(from, to));
  }
}
