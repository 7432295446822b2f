package io.tappass.cli.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SamplesTest {
  @Test
  void quantiles_are_samples_by_nearest_rank() {
    var samples = new Samples();
    for (long value = 100; value >= 1; value--) {
      samples.add(value);
    }
    assertThat(samples.quantileNanos(0.5)).isEqualTo(50);
    assertThat(samples.quantileNanos(0.99)).isEqualTo(99);
    assertThat(samples.quantileNanos(1)).isEqualTo(100);
    assertThat(samples.quantileNanos(0)).isEqualTo(1);
  }

  @Test
  void nothing_measured_has_no_quantile() {
    assertThatThrownBy(() -> new Samples().quantileNanos(0.5))
        .isInstanceOf(IllegalStateException.class);
  }
}
