package io.tappass.rego.value;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An array: values by position. */
public final class ArrayValue implements Value {

  /** The array without items. */
  public static final ArrayValue EMPTY = new ArrayValue(List.of());

  private final List<Value> items;
  private int hash;

  private ArrayValue(List<Value> items) {
    this.items = items;
  }

  /** The array of these items. */
  public static ArrayValue of(List<? extends Value> items) {
    return items.isEmpty() ? EMPTY : new ArrayValue(List.copyOf(items));
  }

  /** The array of these items. */
  public static ArrayValue of(Value... items) {
    return of(List.of(items));
  }

  /** The items; immutable. */
  public List<Value> items() {
    return items;
  }

  /** How many items there are. */
  public int size() {
    return items.size();
  }

  /**
   * The item at {@code position}, or null if that is no integer or lies outside the array.
   *
   * @param position counts from 0; {@code 1.0} is the position 1
   */
  public @Nullable Value find(Value position) {
    if (position instanceof NumberValue number && number.isLong()) {
      long index = number.longValue();
      return index >= 0 && index < items.size() ? items.get((int) index) : null;
    }
    return null;
  }

  @Override
  public Kind kind() {
    return Kind.ARRAY;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof ArrayValue that
            && hashCode() == that.hashCode()
            && items.equals(that.items));
  }

  @Override
  public int hashCode() {
    if (hash == 0) {
      hash = items.hashCode() * 31 + 5;
    }
    return hash;
  }

  @Override
  public String toString() {
    return ValueText.of(this);
  }
}
