package io.tappass.cli.command;

import io.tappass.cli.UsageException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A word that only leads to commands; alone it says which. */
@SuppressWarnings("NullAway.Init") // picocli injects the spec
abstract sealed class CommandGroup implements Callable<Integer> permits AuditCommand, RegoCommand {
  @Spec private CommandSpec spec;

  @Override
  public final Integer call() {
    throw new UsageException(
        spec.qualifiedName()
            + " needs one of: "
            + String.join(", ", spec.subcommands().keySet())
            + " (see "
            + spec.qualifiedName()
            + " --help)");
  }
}
