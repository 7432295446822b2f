package io.tappass.rego.eval;

import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.Value;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The world that rules see: input, base document, what {@code with} put in place of others, and the
 * values of rules found so far in that world.
 */
final class Context {
  final @Nullable Value input;
  final ObjectValue data;
  final @Nullable MockPaths mockedData;
  final Map<Object, Mock> mockedFunctions;
  final @Nullable Object[] cache;
  private @Nullable Context unmocked;

  /** What stands in for a function: a value, or another function. */
  sealed interface Mock {
    record Constant(Value value) implements Mock {}

    record Other(Callable callable) implements Mock {}
  }

  Context(
      @Nullable Value input,
      ObjectValue data,
      @Nullable MockPaths mockedData,
      Map<Object, Mock> mockedFunctions,
      int groups) {
    this.input = input;
    this.data = data;
    this.mockedData = mockedData;
    this.mockedFunctions = mockedFunctions;
    this.cache = new Object[groups];
  }

  /** The same world with the real functions: what the body of a stand-in sees. */
  Context unmocked() {
    if (mockedFunctions.isEmpty()) {
      return this;
    }
    Context known = unmocked;
    if (known == null) {
      known = new Context(input, data, mockedData, Map.of(), cache.length);
      unmocked = known;
    }
    return known;
  }
}
