package io.tappass.policy.compile;

import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A JSON object under construction, put together from documents at paths. */
final class DataDocument {
  private final Map<String, JsonValue> members = new LinkedHashMap<>();

  /** Puts {@code object}'s members at {@code path}; those that are there already stay. */
  DataDocument put(List<String> path, JsonObject object) {
    put(members, new ArrayDeque<>(path), object);
    return this;
  }

  JsonObject build() {
    return new JsonObject(members);
  }

  private static void put(Map<String, JsonValue> into, Deque<String> path, JsonObject object) {
    if (path.isEmpty()) {
      object.members().forEach(into::putIfAbsent);
      return;
    }
    String step = path.removeFirst();
    Map<String, JsonValue> inner = new LinkedHashMap<>();
    if (into.get(step) instanceof JsonObject known) {
      inner.putAll(known.members());
    }
    put(inner, path, object);
    into.put(step, new JsonObject(inner));
  }
}
