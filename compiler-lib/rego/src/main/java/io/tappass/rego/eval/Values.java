package io.tappass.rego.eval;

import io.tappass.rego.RegoException;
import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.NumberValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.SetValue;
import io.tappass.rego.value.Value;
import io.tappass.rego.value.ValueText;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Steps into values. */
final class Values {
  private Values() {}

  /** The member at a key: an index, a key, or a member of a set, which is its own value. */
  static @Nullable Value member(Value value, Value key) {
    return switch (value) {
      case ObjectValue object -> object.find(key);
      case ArrayValue array -> array.find(key);
      case SetValue set -> set.contains(key) ? key : null;
      default -> null;
    };
  }

  /** Takes members one after the other. */
  interface MemberVisitor {
    /** Whether to stop. */
    boolean visit(Value key, Value value) throws RegoException;
  }

  /** Visits every member in order; a scalar has none. */
  static boolean forEach(Value value, MemberVisitor visitor) throws RegoException {
    switch (value) {
      case ObjectValue object -> {
        for (var entry : object.entries()) {
          if (visitor.visit(entry.getKey(), entry.getValue())) {
            return true;
          }
        }
      }
      case ArrayValue array -> {
        long index = 0;
        for (Value item : array.items()) {
          if (visitor.visit(NumberValue.of(index++), item)) {
            return true;
          }
        }
      }
      case SetValue set -> {
        for (Value item : set.items()) {
          if (visitor.visit(item, item)) {
            return true;
          }
        }
      }
      default -> {
        // Scalars have no members.
      }
    }
    return false;
  }

  static boolean isCollection(Value value) {
    return value instanceof ObjectValue || value instanceof ArrayValue || value instanceof SetValue;
  }

  static ObjectValue object(Map<Value, Value> members) {
    return ObjectValue.of(members);
  }

  static String templateText(Value value) {
    return ValueText.of(value);
  }

  /** The value with {@code replacement} at a path; what is no object on the way becomes one. */
  static Value patched(@Nullable Value value, List<Value> path, int from, Value replacement) {
    if (from == path.size()) {
      return replacement;
    }
    var members = new TreeMap<Value, Value>();
    if (value instanceof ObjectValue object) {
      for (var entry : object.entries()) {
        members.put(entry.getKey(), entry.getValue());
      }
    }
    Value key = path.get(from);
    members.put(key, patched(members.get(key), path, from + 1, replacement));
    return object(members);
  }
}
