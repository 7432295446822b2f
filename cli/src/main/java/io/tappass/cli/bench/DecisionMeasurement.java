package io.tappass.cli.bench;

import io.tappass.policy.DecisionBench;
import io.tappass.policy.PolicyLoadException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Decisions in process, by {@link DecisionBench}. */
final class DecisionMeasurement implements Measurement {
  @Override
  public BenchTable measure(Path folder) throws PolicyLoadException {
    var bench = new DecisionBench(System::nanoTime);
    List<List<String>> rows = new ArrayList<>();
    for (int rules : new int[] {10, 100, 1_000}) {
      DecisionBench.Row row = bench.measure(rules, DecisionBench.WARM_UP, DecisionBench.MEASURED);
      rows.add(
          List.of(
              String.valueOf(row.rules()),
              String.valueOf(row.decisions()),
              String.valueOf(row.allowed()),
              String.format(Locale.ROOT, "%.2f", row.p50Micros()),
              String.format(Locale.ROOT, "%.2f", row.p99Micros()),
              String.format(Locale.ROOT, "%.0f", row.maxMicros())));
    }
    return new BenchTable(
        "decision",
        "p99 under 20 us.",
        List.of("rules", "decisions", "allowed", "p50 us", "p99 us", "max us"),
        rows);
  }
}
