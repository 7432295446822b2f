package io.tappass.cli.bench;

import io.tappass.cli.ExitCode;
import io.tappass.cli.UsageException;
import io.tappass.cli.stack.Format;
import io.tappass.json.JsonText;
import io.tappass.json.JsonValue;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tappass bench}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = {
      "Measures on this machine, on loopback only, and prints a table with the goal beside it:",
      "  decision  a call decided in process, with 10, 100 and 1,000 rules",
      "  audit     durable records a second, beside the disk's own syncs in the same run",
      "  compile   the template compiled for 1,000 sandboxes",
      "  hook      the hook client end to end, spawn included, 1,000 times",
      "  publish   requests of one publish, counted at the stand-ins: one to KMS",
      "  all       each of them"
    },
    footer = {"%nExample:%n  tappass bench decision"})
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class BenchCommand implements Callable<Integer> {
  private static final String ALL = "all";

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "Which measurement, or all.")
  private String name;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "On the disk to measure; the temporary folder unless told.")
  private @Nullable Path folder;

  @Option(
      names = "--format",
      paramLabel = "text|json",
      defaultValue = "text",
      description = "Markdown, or a JSON line for each table (default: ${DEFAULT-VALUE}).")
  private Format format;

  private BenchCommand() {}

  private static Map<String, Measurement> measurements() {
    Map<String, Measurement> all = new LinkedHashMap<>();
    all.put("decision", new DecisionMeasurement());
    all.put("audit", new AuditMeasurement());
    all.put("compile", new CompileMeasurement());
    all.put("hook", new HookMeasurement());
    all.put("publish", new PublishMeasurement());
    return all;
  }

  @Override
  public Integer call() throws Exception {
    Map<String, Measurement> all = measurements();
    if (!name.equals(ALL) && !all.containsKey(name)) {
      throw new UsageException(
          "no measurement " + name + "; there are " + String.join(", ", all.keySet()) + ", all");
    }
    PrintWriter out = spec.commandLine().getOut();
    for (var entry : all.entrySet()) {
      if (name.equals(ALL) || name.equals(entry.getKey())) {
        show(run(entry.getValue()), out);
        out.flush();
      }
    }
    return ExitCode.OK;
  }

  private BenchTable run(Measurement measurement) throws Exception {
    Path made =
        folder == null
            ? Files.createTempDirectory("tappass-bench")
            : Files.createTempDirectory(Files.createDirectories(folder), "bench");
    try {
      return measurement.measure(made);
    } finally {
      delete(made);
    }
  }

  private void show(BenchTable table, PrintWriter out) {
    String date = Instant.now().truncatedTo(ChronoUnit.MINUTES).toString();
    if (format == Format.JSON) {
      out.println(
          JsonText.compact(
              JsonValue.object()
                  .put("machine", machine())
                  .put("date", date)
                  .put("result", table.json())
                  .build()));
      return;
    }
    out.println("tappass bench " + table.name() + ": " + machine() + ", " + date);
    out.println();
    table.lines().forEach(out::println);
    out.println();
  }

  private static String machine() {
    return Runtime.getRuntime().availableProcessors()
        + " processors, "
        + System.getProperty("os.name", "")
        + " "
        + System.getProperty("os.arch", "")
        + ", JDK "
        + Runtime.version().feature();
  }

  private static void delete(Path folder) throws IOException {
    List<Path> paths;
    try (Stream<Path> all = Files.walk(folder)) {
      paths = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
  }
}
