package io.tappass.rego;

import java.util.function.LongSupplier;

/**
 * What one evaluation may spend; beyond any of it the evaluation ends with {@code
 * eval_cancel_error}.
 *
 * @param steps statements begun and values produced by iteration
 * @param depth nested evaluations: rules, functions, iterations
 * @param bytes that builtins and collections may build, estimated
 * @param clockNanos a clock that only goes forward
 * @param deadlineNanos of that clock
 */
public record Budget(
    long steps, int depth, long bytes, LongSupplier clockNanos, long deadlineNanos) {

  /** Nested evaluations that fit a thread's stack of 512 KiB with room to spare. */
  public static final int DEPTH_MAX = 300;

  /** Enough for an interactive query: 100 million steps, 256 MiB, no deadline. */
  public static Budget generous() {
    return new Budget(100_000_000, DEPTH_MAX, 256L << 20, () -> 0L, Long.MAX_VALUE);
  }

  /** The same with a deadline {@code nanos} from now. */
  public Budget within(LongSupplier clock, long nanos) {
    return new Budget(steps, depth, bytes, clock, clock.getAsLong() + nanos);
  }
}
