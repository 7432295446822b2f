package io.tappass.rego.value;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An object: values by key, where any value may be a key. Ordered by key. */
public final class ObjectValue implements Value {

  /** The object without entries. */
  public static final ObjectValue EMPTY = new ObjectValue(new Value[0], new Value[0]);

  private final List<Value> keys;
  private final List<Value> values;
  private final KeyIndex index;
  private int hash;

  private ObjectValue(Value[] keys, Value[] values) {
    this.keys = Collections.unmodifiableList(java.util.Arrays.asList(keys));
    this.values = Collections.unmodifiableList(java.util.Arrays.asList(values));
    this.index = new KeyIndex(keys);
  }

  private ObjectValue(ObjectValue sameKeys, Value[] values) {
    this.keys = sameKeys.keys;
    this.values = Collections.unmodifiableList(java.util.Arrays.asList(values));
    this.index = sameKeys.index;
  }

  /** The object with these entries. */
  public static ObjectValue of(Map<? extends Value, ? extends Value> entries) {
    if (entries.isEmpty()) {
      return EMPTY;
    }
    List<Map.Entry<? extends Value, ? extends Value>> sorted = new ArrayList<>(entries.entrySet());
    sorted.sort((a, b) -> Ordering.compare(a.getKey(), b.getKey()));
    Value[] keys = new Value[sorted.size()];
    Value[] values = new Value[sorted.size()];
    for (int at = 0; at < keys.length; at++) {
      keys[at] = sorted.get(at).getKey();
      values[at] = sorted.get(at).getValue();
    }
    return new ObjectValue(keys, values);
  }

  /** An object under construction. */
  public static Builder builder() {
    return new Builder();
  }

  /** The keys, in order; immutable. */
  public List<Value> keys() {
    return keys;
  }

  /** The values, in the order of their keys; immutable. */
  public List<Value> values() {
    return values;
  }

  /** The entries in the order of their keys; immutable. */
  public List<Map.Entry<Value, Value>> entries() {
    List<Map.Entry<Value, Value>> entries = new ArrayList<>(keys.size());
    for (int at = 0; at < keys.size(); at++) {
      entries.add(Map.entry(keys.get(at), values.get(at)));
    }
    return Collections.unmodifiableList(entries);
  }

  /** How many entries there are. */
  public int size() {
    return keys.size();
  }

  /** The value of {@code key}, or null if the object has no such key. */
  public @Nullable Value find(Value key) {
    int at = index.find(key);
    return at < 0 ? null : values.get(at);
  }

  /** The value of the string {@code key}, or null if the object has no such key. */
  public @Nullable Value find(String key) {
    return find(new StringValue(key));
  }

  /**
   * The object with the same keys and other values, which costs no sorting and no index.
   *
   * @param others in the order of the keys
   * @throws IllegalArgumentException if there are more or fewer than keys
   */
  public ObjectValue withValues(List<? extends Value> others) {
    if (others.size() != keys.size()) {
      throw new IllegalArgumentException(others.size() + " values for " + keys.size() + " keys");
    }
    return new ObjectValue(this, others.toArray(new Value[0]));
  }

  /** Whether the object has the key. */
  public boolean containsKey(Value key) {
    return index.find(key) >= 0;
  }

  @Override
  public Kind kind() {
    return Kind.OBJECT;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof ObjectValue that
            && hashCode() == that.hashCode()
            && keys.equals(that.keys)
            && values.equals(that.values));
  }

  @Override
  public int hashCode() {
    if (hash == 0) {
      hash = (keys.hashCode() * 31 + values.hashCode()) * 31 + 6;
    }
    return hash;
  }

  @Override
  public String toString() {
    return ValueText.of(this);
  }

  /** Collects entries; not for use by several threads. */
  public static final class Builder {
    private final Map<Value, Value> entries = new HashMap<>();

    private Builder() {}

    /** Sets {@code key} to {@code value}, replacing what it was set to before. */
    public Builder put(Value key, Value value) {
      entries.put(key, value);
      return this;
    }

    /** Sets the string {@code key} to {@code value}. */
    public Builder put(String key, Value value) {
      return put(StringValue.of(key), value);
    }

    /** Sets every key of {@code object}. */
    public Builder putAll(ObjectValue object) {
      for (int at = 0; at < object.size(); at++) {
        entries.put(object.keys.get(at), object.values.get(at));
      }
      return this;
    }

    /** Forgets {@code key}. */
    public Builder remove(Value key) {
      entries.remove(key);
      return this;
    }

    /** What {@code key} is set to so far, or null. */
    public @Nullable Value find(Value key) {
      return entries.get(key);
    }

    /** The object. */
    public ObjectValue build() {
      return of(entries);
    }
  }
}
