package io.tappass.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class DecisionBenchTest {

  /** The figures mean something only if rules are there and calls are decided both ways. */
  @Test
  void itMeasuresDecisionsOfBothKindsOverAllItsRules() throws Exception {
    long[] now = {0};
    DecisionBench.Row row = new DecisionBench(() -> now[0] += 10).measure(100, 50, 500);

    assertThat(row.decisions()).isEqualTo(500);
    assertThat(row.allowed()).isEqualTo(400);
    long rules =
        DecisionBench.policy(100).levels().stream()
            .flatMap(level -> level.modules().stream())
            .mapToLong(module -> module.rules().size())
            .sum();
    assertThat(rules).isEqualTo(100);
  }
}
