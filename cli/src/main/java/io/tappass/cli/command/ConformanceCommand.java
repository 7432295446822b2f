package io.tappass.cli.command;

import io.tappass.cli.ExitCode;
import io.tappass.cli.UsageException;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.rego.conformance.Conformance;
import io.tappass.rego.conformance.Conformance.Outcome;
import io.tappass.rego.conformance.Conformance.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tappass rego conformance}. */
@Command(
    name = "conformance",
    mixinStandardHelpOptions = true,
    description = {
      "Runs every case file (.yaml, .json) beneath FOLDER, in the form of OPA's own cases, and",
      "prints a line for each category and, last, \"N passed, N failed\"."
    },
    footer = {
      "%nExit code 1 if a case fails, 2 if there is none to run.",
      "%nExample:%n  tappass rego conformance cases/v1 --failures"
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ConformanceCommand implements Callable<Integer> {
  private static final long NANOS_PER_MILLI = 1_000_000;

  @Mixin private Output output;

  @Parameters(paramLabel = "FOLDER", description = "A category is the folder of a file.")
  private Path folder;

  @Option(names = "--failures", description = "Name each case that fails, with the reason.")
  private boolean withFailures;

  @Override
  public Integer call() throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new UsageException(folder + " is not a folder");
    }
    var conformance =
        new Conformance(() -> System.currentTimeMillis() * NANOS_PER_MILLI, System::nanoTime);
    Report report = conformance.run(folder);
    if (report.outcomes().isEmpty()) {
      throw new UsageException(
          "no case beneath " + folder + ": wanted .yaml or .json files with a list \"cases\"");
    }
    if (output.isJson()) {
      output.json(json(report));
    } else {
      output.line(report.text(withFailures));
    }
    return report.failed() == 0 ? ExitCode.OK : ExitCode.NEGATIVE;
  }

  private JsonValue json(Report report) {
    Map<String, List<Outcome>> byCategory = new TreeMap<>();
    for (Outcome outcome : report.outcomes()) {
      byCategory.computeIfAbsent(outcome.category(), ignored -> new ArrayList<>()).add(outcome);
    }
    List<JsonValue> categories = new ArrayList<>();
    List<JsonValue> failures = new ArrayList<>();
    byCategory.forEach((category, outcomes) -> {
      long passed = outcomes.stream().filter(Outcome::isPassed).count();
      categories.add(
          JsonValue.object()
              .put("category", category)
              .put("passed", passed)
              .put("failed", outcomes.size() - passed)
              .build());
      outcomes.stream()
          .filter(outcome -> withFailures && !outcome.isPassed())
          .forEach(outcome ->
              failures.add(
                  JsonValue.object()
                      .put("case", outcome.id())
                      .put("reason", outcome.reason())
                      .build()));
    });
    var json =
        JsonValue.object()
            .put("passed", report.passed())
            .put("failed", report.failed())
            .put("categories", new JsonArray(categories));
    if (withFailures) {
      json.put("failures", new JsonArray(failures));
    }
    return json.build();
  }
}
