package io.tappass.rego.builtin;

import java.util.LinkedHashMap;
import java.util.Map;

/** The functions of one family by the names of their builtins. */
final class Family {
  private final Map<String, BuiltinFunction> functions = new LinkedHashMap<>();

  /** Binds {@code function} to the builtin {@code name}. */
  Family bind(String name, BuiltinFunction function) {
    if (functions.put(name, function) != null) {
      throw new IllegalStateException("bound twice: " + name);
    }
    return this;
  }

  Map<String, BuiltinFunction> functions() {
    return functions;
  }
}
