package io.tappass.cli.command;

import io.tappass.cli.fleet.ApplyCommand;
import picocli.CommandLine.Command;

/** {@code tappass bench}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures TapPass on this machine; docs/benchmarks.md holds the tables.",
    subcommands = ApplyCommand.class)
public final class BenchCommand extends CommandGroup {}
