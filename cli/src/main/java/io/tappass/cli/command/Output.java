package io.tappass.cli.command;

import io.tappass.json.JsonText;
import io.tappass.json.JsonValue;
import io.tappass.rego.diagnostic.Diagnostic;
import io.tappass.rego.diagnostic.SourceSpan;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The option {@code --format} and the two streams of a command; a mixin. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class Output {

  /** For whom the answer is written. */
  enum Format {
    TEXT,
    JSON
  }

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(names = "--format", paramLabel = "text|json", description = "For people or for programs.")
  private @Nullable Format format;

  /** Whether a program reads the answer; not unless told. */
  boolean isJson() {
    return format == Format.JSON;
  }

  /** Whether it was told that a person reads the answer. */
  boolean isText() {
    return format == Format.TEXT;
  }

  /** One line, or several. */
  void line(String text) {
    out().println(text);
  }

  /** An indented document. */
  void json(JsonValue value) {
    out().println(JsonText.pretty(value));
  }

  /** Progress and complaints, which no program reads. */
  void note(String text) {
    command.commandLine().getErr().println(text);
  }

  /** Each with the line it speaks of, read from the file that it names, to the notes. */
  void diagnostics(Collection<Diagnostic> all) {
    all.forEach(diagnostic -> note(diagnostic.render(source(diagnostic.span())) + "\n"));
  }

  PrintWriter out() {
    return command.commandLine().getOut();
  }

  private static String source(SourceSpan span) {
    try {
      return span.file().isEmpty() ? "" : Files.readString(Path.of(span.file()));
    } catch (IOException | InvalidPathException e) {
      // A diagnostic without its source line is still a diagnostic.
      return "";
    }
  }
}
