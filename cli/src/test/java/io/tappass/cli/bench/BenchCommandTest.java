package io.tappass.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.cli.CommandRun;
import io.tappass.cli.ExitCode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BenchCommandTest {
  @TempDir Path folder;

  @Test
  void an_unknown_measurement_names_those_there_are() {
    CommandRun run = CommandRun.of("bench", "speed", "--folder", folder);
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("decision, audit, compile, hook").contains("all");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void a_table_shows_its_goal() {
    var table = new BenchTable("name", "fast.", List.of("a", "b"), List.of(List.of("1", "2")));
    assertThat(table.lines())
        .containsExactly("| a | b |", "| --- | --- |", "| 1 | 2 |", "", "Goal: fast.");
  }

  @Test
  void percentiles_are_of_the_sorted_times() {
    long[] nanos = new long[1_000];
    for (int index = 0; index < nanos.length; index++) {
      nanos[index] = (nanos.length - index) * 1_000_000L;
    }
    var times = new Percentiles(nanos);
    assertThat(times.millis(0.5)).isEqualTo("501.00");
    assertThat(times.millis(0.99)).isEqualTo("991.00");
    assertThat(times.millis(1)).isEqualTo("1000.00");
  }
}
