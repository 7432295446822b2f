package io.tappass.cli.command;

import picocli.CommandLine.Command;

/** {@code tappass rego}. */
@Command(
    name = "rego",
    mixinStandardHelpOptions = true,
    description = "Asks the Rego implementation about itself.",
    subcommands = ConformanceCommand.class)
public final class RegoCommand extends CommandGroup {}
