package io.tappass.rego.eval;

import io.tappass.rego.value.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The paths of {@code data} that {@code with} replaced: beneath them no rule is asked. */
final class MockPaths {
  private final Map<Value, MockPaths> children;
  private final boolean replaced;

  private MockPaths(Map<Value, MockPaths> children, boolean replaced) {
    this.children = children;
    this.replaced = replaced;
  }

  boolean isReplaced() {
    return replaced;
  }

  @Nullable MockPaths child(Value key) {
    return children.get(key);
  }

  static MockPaths add(@Nullable MockPaths paths, List<Value> path, int from) {
    if (from == path.size()) {
      return new MockPaths(Map.of(), true);
    }
    if (paths != null && paths.replaced) {
      return paths;
    }
    Map<Value, MockPaths> children =
        paths == null ? new HashMap<>() : new HashMap<>(paths.children);
    Value key = path.get(from);
    children.put(key, add(children.get(key), path, from + 1));
    return new MockPaths(children, false);
  }
}
