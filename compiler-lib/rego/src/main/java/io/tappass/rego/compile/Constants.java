package io.tappass.rego.compile;

import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.SetValue;
import io.tappass.rego.value.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Terms that are values already. */
final class Constants {
  private Constants() {}

  /** The value of a term without variables and references, or null. */
  static @Nullable Value of(Core core) {
    return switch (core) {
      case Core.Constant constant -> constant.value();
      case Core.Items items -> {
        List<Value> values = all(items.items());
        yield values == null ? null : ArrayValue.of(values);
      }
      case Core.Members members -> {
        List<Value> values = all(members.items());
        yield values == null ? null : SetValue.of(values);
      }
      case Core.Fields fields -> {
        List<Value> keys = all(fields.keys());
        List<Value> values = all(fields.values());
        if (keys == null || values == null) {
          yield null;
        }
        var builder = ObjectValue.builder();
        for (int index = 0; index < keys.size(); index++) {
          builder.put(keys.get(index), values.get(index));
        }
        yield builder.build();
      }
      case Core.Variable ignored -> null;
      case Core.Reference ignored -> null;
      case Core.Closure ignored -> null;
      case Core.Template ignored -> null;
    };
  }

  private static @Nullable List<Value> all(List<Core> items) {
    var values = new ArrayList<Value>();
    for (Core item : items) {
      Value value = of(item);
      if (value == null) {
        return null;
      }
      values.add(value);
    }
    return values;
  }
}
