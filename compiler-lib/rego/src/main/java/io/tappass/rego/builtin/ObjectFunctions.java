package io.tappass.rego.builtin;

import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.BooleanValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.SetValue;
import io.tappass.rego.value.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The functions of {@code object.*}. */
final class ObjectFunctions {
  private static final int ENTRY_BYTES = 56;

  private ObjectFunctions() {}

  static Family family() {
    return new Family()
        .bind("object.get", ObjectFunctions::find)
        .bind("object.keys", ObjectFunctions::keys)
        .bind("object.remove", (context, a) -> selected(context, a, false))
        .bind("object.filter", (context, a) -> selected(context, a, true))
        .bind("object.subset", ObjectFunctions::subset)
        .bind("object.union", ObjectFunctions::union)
        .bind("object.union_n", ObjectFunctions::unionOfAll);
  }

  private static Value find(BuiltinContext context, List<Value> arguments) throws BuiltinException {
    ObjectValue object = Operands.object(arguments, 0);
    Value otherwise = arguments.get(2);
    if (!(arguments.get(1) instanceof ArrayValue path)) {
      Value found = object.find(arguments.get(1));
      return found == null ? otherwise : found;
    }
    context.chargeSteps(path.size());
    Value at = object;
    for (Value key : path.items()) {
      Value next = member(at, key);
      if (next == null) {
        return otherwise;
      }
      at = next;
    }
    return at;
  }

  private static @Nullable Value member(Value collection, Value key) {
    return switch (collection) {
      case ObjectValue object -> object.find(key);
      case ArrayValue array -> array.find(key);
      case SetValue set -> set.contains(key) ? key : null;
      case Value ignored -> null;
    };
  }

  private static Value keys(BuiltinContext context, List<Value> arguments) throws BuiltinException {
    ObjectValue object = Operands.object(arguments, 0);
    context.chargeSteps(object.size());
    context.chargeBytes(object.size() * 40L);
    return SetValue.of(object.keys());
  }

  /** The entries whose keys are, or are not, among the given ones. */
  private static Value selected(BuiltinContext context, List<Value> arguments, boolean kept)
      throws BuiltinException {
    ObjectValue object = Operands.object(arguments, 0);
    Set<Value> keys =
        switch (arguments.get(1)) {
          case ArrayValue array -> new HashSet<>(array.items());
          case SetValue set -> new HashSet<>(set.items());
          case ObjectValue other -> new HashSet<>(other.keys());
          case Value other -> throw Operands.wrongType(1, other, "object", "set", "array");
        };
    context.chargeSteps((long) object.size() + keys.size());
    context.chargeBytes((long) object.size() * ENTRY_BYTES);
    ObjectValue.Builder result = ObjectValue.builder();
    for (int at = 0; at < object.size(); at++) {
      if (keys.contains(object.keys().get(at)) == kept) {
        result.put(object.keys().get(at), object.values().get(at));
      }
    }
    return result.build();
  }

  private static Value union(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    return merged(context, Operands.object(arguments, 0), Operands.object(arguments, 1));
  }

  /** The entries of both; where both hold objects, these are merged; else the right one wins. */
  private static ObjectValue merged(BuiltinContext context, ObjectValue left, ObjectValue right) {
    context.chargeSteps((long) left.size() + right.size());
    context.chargeBytes(((long) left.size() + right.size()) * ENTRY_BYTES);
    ObjectValue.Builder result = ObjectValue.builder().putAll(left);
    for (int at = 0; at < right.size(); at++) {
      Value key = right.keys().get(at);
      Value value = right.values().get(at);
      result.put(
          key,
          left.find(key) instanceof ObjectValue a && value instanceof ObjectValue b
              ? merged(context, a, b)
              : value);
    }
    return result.build();
  }

  private static Value unionOfAll(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    ArrayValue array = Operands.array(arguments, 0);
    List<ObjectValue> objects = new ArrayList<>();
    for (Value item : array.items()) {
      if (!(item instanceof ObjectValue object)) {
        throw Operands.wrongElement(0, array, item, "object");
      }
      objects.add(object);
    }
    ObjectValue result = ObjectValue.EMPTY;
    for (ObjectValue object : objects) {
      result = merged(context, result, object);
    }
    return result;
  }

  private static Value subset(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    Value whole = arguments.get(0);
    Value part = arguments.get(1);
    if (whole instanceof ArrayValue array && part instanceof SetValue set) {
      context.chargeSteps((long) array.size() + set.size());
      return BooleanValue.of(
          set.size() > 0 && new HashSet<>(array.items()).containsAll(set.items()));
    }
    boolean comparable =
        whole.kind() == part.kind()
            && (whole instanceof ObjectValue
                || whole instanceof SetValue
                || whole instanceof ArrayValue);
    if (!comparable) {
      throw BuiltinException.wrongType(
          "both arguments object.subset must be of the same type or array and set");
    }
    return BooleanValue.of(isSubset(context, whole, part));
  }

  private static boolean isSubset(BuiltinContext context, Value whole, Value part) {
    return switch (whole) {
      case ObjectValue object when part instanceof ObjectValue other ->
          isSubset(context, object, other);
      case SetValue set when part instanceof SetValue other -> {
        context.chargeSteps(other.size());
        yield other.items().stream().allMatch(set::contains);
      }
      case ArrayValue array when part instanceof ArrayValue other -> isRun(context, array, other);
      case Value other -> other.equals(part);
    };
  }

  private static boolean isSubset(BuiltinContext context, ObjectValue whole, ObjectValue part) {
    context.chargeSteps(part.size());
    for (int at = 0; at < part.size(); at++) {
      Value value = whole.find(part.keys().get(at));
      if (value == null || !isSubset(context, value, part.values().get(at))) {
        return false;
      }
    }
    return true;
  }

  /** Whether {@code part} stands within {@code whole}, item after item. */
  private static boolean isRun(BuiltinContext context, ArrayValue whole, ArrayValue part) {
    for (int from = 0; from + part.size() <= whole.size(); from++) {
      context.chargeSteps(1L + part.size());
      if (whole.items().subList(from, from + part.size()).equals(part.items())) {
        return true;
      }
    }
    return false;
  }
}
