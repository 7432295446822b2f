package io.tappass.rego.builtin;

import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Compiled patterns by their text, shared by all evaluations. Emptied when it is full, so that a
 * policy that makes patterns of its input cannot fill the memory.
 */
final class Bounded<K, V> {
  private static final int ENTRIES_MAX = 1_024;

  private final ConcurrentHashMap<K, V> entries = new ConcurrentHashMap<>();

  @Nullable V find(K key) {
    return entries.get(key);
  }

  void put(K key, V value) {
    if (entries.size() >= ENTRIES_MAX) {
      entries.clear();
    }
    entries.put(key, value);
  }
}
