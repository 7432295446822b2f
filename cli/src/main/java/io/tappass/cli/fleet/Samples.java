package io.tappass.cli.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Durations of one kind; quantiles are by nearest rank, so each is one that was measured. */
final class Samples {
  private final List<Long> nanos = new ArrayList<>();

  void add(long sampleNanos) {
    nanos.add(sampleNanos);
  }

  int count() {
    return nanos.size();
  }

  /** The smallest sample that is not below the share {@code q} of all. */
  long quantileNanos(double q) {
    if (nanos.isEmpty()) {
      throw new IllegalStateException("nothing was measured");
    }
    List<Long> sorted = nanos.stream().sorted().toList();
    int rank = (int) Math.ceil(q * sorted.size());
    return sorted.get(Math.clamp(rank - 1, 0, sorted.size() - 1));
  }

  /** Cells p50, p99, max in seconds. */
  Object[] row(String name) {
    return new Object[] {
      name,
      nanos.size(),
      seconds(quantileNanos(0.5)),
      seconds(quantileNanos(0.99)),
      seconds(quantileNanos(1))
    };
  }

  static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.3f s", nanos / 1e9);
  }
}
