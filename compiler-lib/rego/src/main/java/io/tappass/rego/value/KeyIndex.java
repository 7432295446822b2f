package io.tappass.rego.value;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds a value among distinct, sorted ones: by a scan where they are few, else by a hash table
 * that is built with the index, so that sharing it between threads needs no care.
 */
final class KeyIndex {
  private static final int SCANNED_MAX = 8;

  private final Value[] keys;
  private final int @Nullable [] table;

  /** The index of {@code keys}, which is not copied. */
  KeyIndex(Value[] keys) {
    this.keys = keys;
    this.table = keys.length > SCANNED_MAX ? hashTable(keys) : null;
  }

  private static int[] hashTable(Value[] keys) {
    int[] table = new int[Integer.highestOneBit(keys.length) << 2];
    Arrays.fill(table, -1);
    for (int index = 0; index < keys.length; index++) {
      int slot = slot(keys[index].hashCode(), table.length);
      while (table[slot] >= 0) {
        slot = (slot + 1) & (table.length - 1);
      }
      table[slot] = index;
    }
    return table;
  }

  private static int slot(int hash, int length) {
    int mixed = hash * 0x9E3779B9;
    return (mixed ^ (mixed >>> 15)) & (length - 1);
  }

  /** The position of {@code key}, or -1. */
  int find(Value key) {
    int[] hashes = table;
    if (hashes == null) {
      for (int index = 0; index < keys.length; index++) {
        if (keys[index].equals(key)) {
          return index;
        }
      }
      return -1;
    }
    int slot = slot(key.hashCode(), hashes.length);
    while (hashes[slot] >= 0) {
      if (keys[hashes[slot]].equals(key)) {
        return hashes[slot];
      }
      slot = (slot + 1) & (hashes.length - 1);
    }
    return -1;
  }
}
