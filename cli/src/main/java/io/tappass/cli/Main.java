package io.tappass.cli;

import io.tappass.cli.bench.BenchCommand;
import io.tappass.cli.command.AuditCommand;
import io.tappass.cli.command.CheckCommand;
import io.tappass.cli.command.CompileCommand;
import io.tappass.cli.command.EvalCommand;
import io.tappass.cli.command.ExplainCommand;
import io.tappass.cli.command.RegoCommand;
import io.tappass.cli.command.TestCommand;
import io.tappass.cli.demo.DemoCommand;
import io.tappass.cli.fleet.ApplyCommand;
import io.tappass.cli.stack.DecideCommand;
import io.tappass.cli.stack.DevCommand;
import io.tappass.cli.stack.ReceiptsCommand;
import io.tappass.cli.stack.StatusCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code tappass}. Exit codes: 0 done, 1 a negative answer, 2 a usage or input error. */
@Command(
    name = "tappass",
    version = "tappass 0.1.0",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Policy for AI agents: from a git push to an enforced, audited decision.",
      "Try @|bold tappass demo|@ first."
    },
    subcommands = {
      HelpCommand.class,
      DemoCommand.class,
      CheckCommand.class,
      CompileCommand.class,
      ExplainCommand.class,
      TestCommand.class,
      EvalCommand.class,
      AuditCommand.class,
      RegoCommand.class,
      BenchCommand.class,
      ApplyCommand.class,
      DevCommand.class,
      StatusCommand.class,
      DecideCommand.class,
      ReceiptsCommand.class,
    })
public final class Main implements Runnable {
  @Spec private CommandLine.Model.CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli injects the spec
  private Main() {}

  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** Runs one command and returns its exit code. */
  public static int run(String... args) {
    return run(
        new PrintWriter(System.out, true, StandardCharsets.UTF_8),
        new PrintWriter(System.err, true, StandardCharsets.UTF_8),
        args);
  }

  /** Runs one command that writes its answer to {@code out}, all else to {@code err}. */
  static int run(PrintWriter out, PrintWriter err, String... args) {
    int code = commandLine().setOut(out).setErr(err).execute(args);
    out.flush();
    err.flush();
    return code;
  }

  /** The commands and their options, ready to parse. */
  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpWidth(100)
        .setParameterExceptionHandler((failure, words) -> {
          PrintWriter err = failure.getCommandLine().getErr();
          err.println("error: " + failure.getMessage());
          if (!UnmatchedArgumentException.printSuggestions(failure, err)) {
            String name = failure.getCommandLine().getCommandSpec().qualifiedName();
            err.println("  hint: " + name + " --help shows options and an example");
          }
          return ExitCode.USAGE;
        })
        .setExecutionExceptionHandler((failure, command, parsed) -> {
          command.getErr().println(Failures.describe(failure));
          return ExitCode.USAGE;
        });
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
