package io.tappass.policy;

import io.tappass.rego.value.NullValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import java.util.Arrays;
import java.util.List;

/** Makes objects with the same members over and over: their order is found once. */
final class ObjectShape {
  private final ObjectValue keys;
  private final int[] places;

  /**
   * @param names distinct, in the order in which {@link #of} takes their values
   */
  ObjectShape(List<String> names) {
    var builder = ObjectValue.builder();
    names.forEach(name -> builder.put(name, NullValue.NULL));
    this.keys = builder.build();
    this.places = new int[names.size()];
    for (int index = 0; index < places.length; index++) {
      places[index] = keys.keys().indexOf(StringValue.of(names.get(index)));
    }
  }

  ObjectValue of(Value... values) {
    Value[] sorted = new Value[values.length];
    for (int index = 0; index < values.length; index++) {
      sorted[places[index]] = values[index];
    }
    return keys.withValues(Arrays.asList(sorted));
  }
}
