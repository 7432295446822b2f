package io.tappass.cli.command;

import picocli.CommandLine.Command;

/** {@code tappass audit}. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = "Exports the audit evidence of a host, and verifies it offline.",
    subcommands = {AuditExportCommand.class, AuditVerifyCommand.class})
public final class AuditCommand extends CommandGroup {}
