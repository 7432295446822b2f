package io.tappass.cli.command;

import io.tappass.cli.ExitCode;
import io.tappass.policy.check.CheckReport;
import io.tappass.policy.check.PolicyCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tappass check}. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Checks a policy repository as a push of it would be compiled: every error and warning at",
      "once, with file, line, column, caret and hint (docs/diagnostics says what each code means)."
    },
    footer = {
      "%nExit code 1 if there is an error; warnings alone are 0.",
      "%nExample:%n  tappass check policy-repo-template"
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class CheckCommand implements Callable<Integer> {
  @Mixin private Output output;

  @Parameters(
      arity = "0..1",
      paramLabel = "PATH",
      defaultValue = ".",
      description = "Folder of the repository, this one unless told.")
  private Path folder;

  private CheckCommand() {}

  @Override
  public Integer call() throws IOException {
    CheckReport report = PolicyCheck.check(FolderTree.read(folder), Instant.now());
    if (output.isJson()) {
      output.json(report.json());
    } else {
      output.line(report.text().stripTrailing());
    }
    return report.isPassed() ? ExitCode.OK : ExitCode.NEGATIVE;
  }
}
