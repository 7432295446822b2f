package io.tappass.cli.command;

import io.tappass.cli.ExitCode;
import io.tappass.cli.UsageException;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.rego.Budget;
import io.tappass.rego.Compilation;
import io.tappass.rego.DocumentTree;
import io.tappass.rego.Rego;
import io.tappass.rego.RegoOptions;
import io.tappass.rego.test.TestRun;
import io.tappass.rego.test.TestRun.Outcome;
import io.tappass.rego.test.TestRun.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tappass test}. */
@Command(
    name = "test",
    mixinStandardHelpOptions = true,
    description = "Runs the Rego rules whose names start with test_, as \"opa test\" does.",
    footer = {
      "%nExit code 1 if a test fails or the policies do not compile, 2 if there is no test.",
      "%nExample:%n  tappass test --verbose policy-repo-template"
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class TestCommand implements Callable<Integer> {
  private static final long NANOS_MAX = 10_000_000_000L;

  @Mixin private Output output;

  @Option(
      names = {"-v", "--verbose"},
      description = "Name the tests that pass, too.")
  private boolean isVerbose;

  @Parameters(
      arity = "1..*",
      paramLabel = "PATH",
      description =
          "A policy repository; or Rego, JSON or YAML: a file, or a folder of them. Any number.")
  private List<Path> paths;

  private TestCommand() {}

  @Override
  public Integer call() throws IOException {
    paths.forEach(EvalCommand::requireReadable);
    boolean isRepository = paths.size() == 1 && PolicyDocuments.isRepository(paths.getFirst());
    DocumentTree documents =
        isRepository ? PolicyDocuments.load(paths.getFirst()) : DocumentTree.load(paths);
    Compilation compilation =
        Rego.compile(documents.sources(), RegoOptions.opa().withData(documents.data()));
    if (compilation.program().isEmpty()) {
      if (output.isJson()) {
        List<JsonValue> items = new ArrayList<>();
        compilation.diagnostics().forEach(diagnostic -> items.add(diagnostic.toJson()));
        output.json(JsonValue.object().put("diagnostics", new JsonArray(items)).build());
      } else {
        output.diagnostics(compilation.diagnostics());
      }
      return ExitCode.NEGATIVE;
    }
    TestRun.Report report =
        TestRun.run(
            compilation.program().get(),
            () -> Budget.generous().within(System::nanoTime, NANOS_MAX));
    if (report.outcomes().isEmpty()) {
      throw new UsageException("no rule beneath the paths is named test_...");
    }
    if (output.isJson()) {
      output.json(json(report));
    } else {
      if (isVerbose) {
        report.outcomes().stream()
            .filter(outcome -> outcome.status() == Status.PASS)
            .forEach(outcome ->
                output.line(outcome.span() + ": " + outcome.path() + ": " + outcome.status()));
      }
      output.line(report.text());
    }
    return report.isPassed() ? ExitCode.OK : ExitCode.NEGATIVE;
  }

  private static JsonValue json(TestRun.Report report) {
    List<JsonValue> tests = new ArrayList<>();
    for (Outcome outcome : report.outcomes()) {
      tests.add(
          JsonValue.object()
              .put("test", outcome.path())
              .put("file", outcome.span().file())
              .put("row", outcome.span().row())
              .put("status", outcome.status().name().toLowerCase(Locale.ROOT))
              .put("message", outcome.message())
              .build());
    }
    var json = JsonValue.object();
    for (Status status : Status.values()) {
      json.put(status.name().toLowerCase(Locale.ROOT), report.count(status));
    }
    return json.put("tests", new JsonArray(tests)).build();
  }
}
