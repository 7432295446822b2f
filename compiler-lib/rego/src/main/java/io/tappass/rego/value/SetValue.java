package io.tappass.rego.value;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A set: distinct values, ordered. */
public final class SetValue implements Value {

  /** The set without members. */
  public static final SetValue EMPTY = new SetValue(new Value[0]);

  private final List<Value> items;
  private final KeyIndex index;
  private int hash;

  private SetValue(Value[] items) {
    this.items = Collections.unmodifiableList(Arrays.asList(items));
    this.index = new KeyIndex(items);
  }

  /** The set of these values; equal ones are held once. */
  public static SetValue of(Collection<? extends Value> values) {
    if (values.isEmpty()) {
      return EMPTY;
    }
    Set<Value> distinct = new HashSet<>(values);
    Value[] items = distinct.toArray(new Value[0]);
    Arrays.sort(items);
    return new SetValue(items);
  }

  /** The set of these values. */
  public static SetValue of(Value... values) {
    return of(List.of(values));
  }

  /** A set under construction. */
  public static Builder builder() {
    return new Builder();
  }

  /** The members in order; immutable. */
  public List<Value> items() {
    return items;
  }

  /** How many members there are. */
  public int size() {
    return items.size();
  }

  /** Whether {@code value} is a member. */
  public boolean contains(Value value) {
    return index.find(value) >= 0;
  }

  @Override
  public Kind kind() {
    return Kind.SET;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof SetValue that
            && hashCode() == that.hashCode()
            && items.equals(that.items));
  }

  @Override
  public int hashCode() {
    if (hash == 0) {
      hash = items.hashCode() * 31 + 7;
    }
    return hash;
  }

  @Override
  public String toString() {
    return ValueText.of(this);
  }

  /** Collects members; not for use by several threads. */
  public static final class Builder {
    private final Set<Value> members = new HashSet<>();

    private Builder() {}

    /** Adds {@code value}. */
    public Builder add(Value value) {
      members.add(value);
      return this;
    }

    /** Adds every one of {@code values}. */
    public Builder addAll(Collection<? extends Value> values) {
      members.addAll(values);
      return this;
    }

    /** Whether {@code value} was added. */
    public boolean contains(Value value) {
      return members.contains(value);
    }

    /** How many members there are so far. */
    public int size() {
      return members.size();
    }

    /** The set. */
    public SetValue build() {
      return of(members);
    }
  }
}
