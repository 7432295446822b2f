package io.tappass.rego.value;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes values of all kinds from a seed, small enough to collide often. */
final class ValueGenerator {
  private static final String[] STRINGS = {
    "", "a", "b", "ab", "\u00fc", "\uff61", "\ud83d\ude00", "\ud800\udc00", "\u0000", "zz"
  };
  private static final String[] NUMBERS = {
    "0",
    "-0",
    "1",
    "1.0",
    "1.5",
    "-1",
    "1e3",
    "1000",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "0.1",
    "1e-5",
    "123456789.125"
  };

  private final Random random;

  ValueGenerator(long seed) {
    this.random = new Random(seed);
  }

  Value next(int depth) {
    int kind = random.nextInt(depth == 0 ? 4 : 7);
    return switch (kind) {
      case 0 -> NullValue.NULL;
      case 1 -> BooleanValue.of(random.nextBoolean());
      case 2 -> NumberValue.parse(NUMBERS[random.nextInt(NUMBERS.length)]);
      case 3 -> StringValue.of(STRINGS[random.nextInt(STRINGS.length)]);
      case 4 -> ArrayValue.of(items(depth));
      case 5 -> SetValue.of(items(depth));
      default -> {
        ObjectValue.Builder object = ObjectValue.builder();
        for (Value key : items(depth)) {
          object.put(key, next(depth - 1));
        }
        yield object.build();
      }
    };
  }

  private List<Value> items(int depth) {
    List<Value> items = new ArrayList<>();
    int count = random.nextInt(5) == 0 ? random.nextInt(20) : random.nextInt(4);
    for (int at = 0; at < count; at++) {
      items.add(next(depth - 1));
    }
    return items;
  }
}
