package io.tappass.rego.builtin;

import io.tappass.rego.value.SetValue;
import io.tappass.rego.value.Value;
import java.util.ArrayList;
import java.util.List;

/** Unions, intersections, differences. */
final class Sets {
  private static final int ITEM_BYTES = 40;

  private Sets() {}

  static Family family() {
    return new Family()
        .bind("and", (context, a) -> intersection(context, Operands.set(a, 0), Operands.set(a, 1)))
        .bind("or", (context, a) -> union(context, Operands.set(a, 0), Operands.set(a, 1)))
        .bind(
            "set_diff", (context, a) -> difference(context, Operands.set(a, 0), Operands.set(a, 1)))
        .bind("intersection", Sets::intersectionOfAll)
        .bind("union", Sets::unionOfAll);
  }

  private static void charge(BuiltinContext context, long items) {
    context.chargeSteps(items);
    context.chargeBytes(items * ITEM_BYTES);
  }

  static SetValue difference(BuiltinContext context, SetValue left, SetValue right) {
    charge(context, left.size());
    List<Value> items = new ArrayList<>(left.size());
    for (Value item : left.items()) {
      if (!right.contains(item)) {
        items.add(item);
      }
    }
    return SetValue.of(items);
  }

  private static SetValue intersection(BuiltinContext context, SetValue left, SetValue right) {
    SetValue smaller = left.size() <= right.size() ? left : right;
    SetValue larger = left.size() <= right.size() ? right : left;
    charge(context, smaller.size());
    List<Value> items = new ArrayList<>(smaller.size());
    for (Value item : smaller.items()) {
      if (larger.contains(item)) {
        items.add(item);
      }
    }
    return SetValue.of(items);
  }

  private static SetValue union(BuiltinContext context, SetValue left, SetValue right) {
    charge(context, (long) left.size() + right.size());
    return SetValue.builder().addAll(left.items()).addAll(right.items()).build();
  }

  private static Value intersectionOfAll(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    SetValue result = null;
    for (SetValue set : sets(arguments)) {
      result = result == null ? set : intersection(context, result, set);
    }
    return result == null ? SetValue.EMPTY : result;
  }

  private static Value unionOfAll(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    SetValue.Builder union = SetValue.builder();
    for (SetValue set : sets(arguments)) {
      charge(context, set.size());
      union.addAll(set.items());
    }
    return union.build();
  }

  private static List<SetValue> sets(List<Value> arguments) throws BuiltinException {
    List<SetValue> sets = new ArrayList<>();
    for (Value member : Operands.set(arguments, 0).items()) {
      if (!(member instanceof SetValue set)) {
        throw Operands.wrongType(0, member, "set");
      }
      sets.add(set);
    }
    return sets;
  }
}
