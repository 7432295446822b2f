package io.tappass.cli.command;

import io.tappass.cli.ExitCode;
import io.tappass.cli.UsageException;
import io.tappass.json.JsonText;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.rego.Budget;
import io.tappass.rego.DocumentTree;
import io.tappass.rego.EvalRequest;
import io.tappass.rego.QueryOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tappass eval}. */
@Command(
    name = "eval",
    mixinStandardHelpOptions = true,
    description = {
      "Evaluates a Rego query and answers in the JSON of \"opa eval\" (text if told so).",
      "Every builtin may be called here; policies that decide may use fewer (tappass check)."
    },
    footer = {
      "%nExit code 2 if the query or a file does not compile or the evaluation ends in an error.",
      "%nExample:%n  tappass eval -d policy.rego -i input.json 'data.example.allow'"
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class EvalCommand implements Callable<Integer> {
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  @Mixin private Output output;

  @Option(
      names = {"-d", "--data"},
      paramLabel = "PATH",
      description = "Rego, JSON or YAML: a file, or a folder of them. Any number of times.")
  private List<Path> data = new ArrayList<>();

  @Option(
      names = {"-i", "--input"},
      paramLabel = "FILE",
      description = "The input document, JSON or YAML.")
  private @Nullable Path input;

  @Option(
      names = "--strict-builtin-errors",
      description = "An error of a builtin ends the evaluation; else it is undefined.")
  private boolean isStrict;

  @Option(names = "--fail", description = "Exit code 1 if the query is undefined.")
  private boolean failsUndefined;

  @Parameters(
      arity = "1..*",
      paramLabel = "QUERY",
      description = "The query comes last; paths before it are as after -d.")
  private List<String> words;

  private EvalCommand() {}

  @Override
  public Integer call() throws IOException {
    List<Path> paths = new ArrayList<>(data);
    words.subList(0, words.size() - 1).forEach(word -> paths.add(Path.of(word)));
    for (Path path : paths) {
      requireReadable(path);
    }
    if (input != null) {
      requireReadable(input);
    }
    Instant now = Instant.now();
    var how =
        new QueryOptions(
            Budget.generous(),
            isStrict,
            now.getEpochSecond() * NANOS_PER_SECOND + now.getNano(),
            new SecureRandom());
    EvalRequest.Answer answer =
        new EvalRequest(
                DocumentTree.load(paths),
                input == null ? null : DocumentTree.document(input),
                words.getLast(),
                how)
            .answer();
    if (!output.isText()) {
      output.json(answer.json());
    } else if (!answer.hasErrors()) {
      text(answer.json()).forEach(output::line);
    } else if (answer.diagnostics().isEmpty()) {
      output.note("error: " + JsonText.compact(answer.json()));
    } else {
      output.diagnostics(answer.diagnostics());
    }
    if (answer.hasErrors()) {
      return ExitCode.USAGE;
    }
    boolean isUndefined = answer.json().members().isEmpty();
    return isUndefined && failsUndefined ? ExitCode.NEGATIVE : ExitCode.OK;
  }

  static void requireReadable(Path path) {
    if (!Files.isReadable(path)) {
      throw new UsageException(path + (Files.exists(path) ? " cannot be read" : " does not exist"));
    }
  }

  /** A line for each solution: its bindings where there are any, else its values. */
  private static List<String> text(JsonObject answer) {
    List<String> lines = new ArrayList<>();
    if (answer.members().get("result") instanceof JsonArray solutions) {
      for (JsonValue solution : solutions.items()) {
        lines.add(solution((JsonObject) solution));
      }
    }
    return lines.isEmpty() ? List.of("undefined") : lines;
  }

  private static String solution(JsonObject solution) {
    JsonValue bindings = solution.members().get("bindings");
    if (bindings != null) {
      return JsonText.compact(bindings);
    }
    List<String> values = new ArrayList<>();
    if (solution.members().get("expressions") instanceof JsonArray expressions) {
      for (JsonValue expression : expressions.items()) {
        JsonValue value = ((JsonObject) expression).members().get("value");
        values.add(value == null ? "" : JsonText.compact(value));
      }
    }
    return String.join("  ", values);
  }
}
