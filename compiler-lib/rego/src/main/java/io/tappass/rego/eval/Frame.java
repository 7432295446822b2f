package io.tappass.rego.eval;

import io.tappass.rego.RegoException;
import io.tappass.rego.value.Value;
import org.jspecify.annotations.Nullable;

/** The variables of one evaluation of one clause, those of its closures among them. */
public final class Frame {
  final Machine machine;
  final @Nullable Value[] slots;
  final @Nullable Object[] cells;
  final @Nullable Sink sink;
  Context context;

  /** Consumes the solutions of a clause. */
  interface Sink {
    /** Whether no further solution is wanted. */
    boolean accept(Frame frame) throws RegoException;
  }

  Frame(Machine machine, Context context, int slots, int cells, @Nullable Sink sink) {
    this.machine = machine;
    this.context = context;
    this.slots = new Value[slots];
    this.cells = cells == 0 ? NONE : new Object[cells];
    this.sink = sink;
  }

  private static final @Nullable Object[] NONE = new Object[0];

  Value slot(int index) {
    Value value = slots[index];
    if (value == null) {
      throw new IllegalStateException("slot " + index + " is read before it is written");
    }
    return value;
  }
}
