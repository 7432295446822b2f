package io.tappass.cli.fleet;

import io.tappass.cli.ExitCode;
import io.tappass.cli.UsageException;
import io.tappass.cli.fleet.ApplyBench.Plan;
import io.tappass.cli.fleet.ApplyBench.Result;
import io.tappass.cli.stack.Template;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures a push until it is in force. */
@Command(
    name = "bench-apply",
    mixinStandardHelpOptions = true,
    description = {
      "Measures from a git push until every sandbox has the policy in force and probed.",
      "Exit code 1 if a kernel probe failed.",
      "Example: tappass bench-apply --pushes 20 --hosts 50"
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class ApplyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--pushes",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many pushes are measured (default: ${DEFAULT-VALUE}).")
  private int pushes;

  @Option(
      names = "--hosts",
      paramLabel = "N",
      defaultValue = "0",
      description = {
        "Simulated hosts of one sandbox each; 0 measures the one host",
        "with three sandboxes of the demo (default: ${DEFAULT-VALUE})."
      })
  private int hosts;

  @Option(
      names = "--poll-millis",
      paramLabel = "MS",
      defaultValue = "2000",
      description = "How often a host asks for a new lease (default: ${DEFAULT-VALUE}).")
  private long pollMillis;

  @Option(
      names = "--doorbell",
      description = "Also tell hosts of a new lease; without it they only poll.")
  private boolean isDoorbellRung;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of the pauses between pushes (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Plan plan;
    try {
      plan = new Plan(pushes, hosts, Duration.ofMillis(pollMillis), isDoorbellRung, seed);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
    Path folder = Files.createTempDirectory("tappass-bench");
    try {
      Result result = new ApplyBench(plan, folder, Template.files()).run();
      ApplyBench.print(plan, result, out);
      return result.probesFailed() == 0 ? ExitCode.OK : ExitCode.NEGATIVE;
    } finally {
      remove(folder);
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
