package io.tappass.cli.bench;

import java.util.Arrays;
import java.util.Locale;

/** Times in nanoseconds, sorted. */
final class Percentiles {
  private final long[] sorted;

  Percentiles(long[] nanos) {
    this.sorted = nanos.clone();
    Arrays.sort(sorted);
  }

  /** Milliseconds below which {@code share} of the times lie. */
  String millis(double share) {
    int index = Math.min(sorted.length - 1, (int) (sorted.length * share));
    return String.format(Locale.ROOT, "%.2f", sorted[index] / 1e6);
  }
}
