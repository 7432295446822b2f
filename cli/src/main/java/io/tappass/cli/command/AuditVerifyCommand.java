package io.tappass.cli.command;

import io.tappass.audit.AuditException;
import io.tappass.audit.AuditTrust;
import io.tappass.audit.AuditVerifier;
import io.tappass.audit.SignedNote;
import io.tappass.audit.VerificationFailure;
import io.tappass.audit.VerificationReport;
import io.tappass.cli.ExitCode;
import io.tappass.cli.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tappass audit verify}. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Verifies an evidence pack with nothing but the pack and a trust file, and says what that",
      "proves, what it does not, and the first place where it does not hold."
    },
    footer = {
      "%nExit code 1 if it does not hold.",
      "%nExample:%n  tappass audit verify evidence --trust audit-trust.json"
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class AuditVerifyCommand implements Callable<Integer> {
  @Mixin private Output output;

  @Parameters(paramLabel = "PACK", description = "Folder that audit export wrote.")
  private Path pack;

  @Option(
      names = "--trust",
      required = true,
      paramLabel = "FILE",
      description = "Whose signatures count, for which log.")
  private Path trust;

  @Option(
      names = "--checkpoint",
      paramLabel = "FILE",
      description = {
        "A checkpoint of the log that somebody else kept: shows a tail that was cut and a second",
        "history. Any number of times."
      })
  private List<Path> checkpoints = new ArrayList<>();

  @Override
  public Integer call() throws IOException, AuditException {
    if (!Files.isDirectory(pack)) {
      throw new UsageException(pack + " is not a folder");
    }
    List<SignedNote> outside = new ArrayList<>();
    for (Path file : checkpoints) {
      outside.add(SignedNote.parse(bytes(file, SignedNote.CHARS_MAX)));
    }
    VerificationReport report =
        AuditVerifier.verify(pack, AuditTrust.read(bytes(trust, AuditTrust.BYTES_MAX)), outside);
    if (output.isJson()) {
      output.json(report.toJson());
    } else {
      text(report);
    }
    return report.holds() ? ExitCode.OK : ExitCode.NEGATIVE;
  }

  private static byte[] bytes(Path file, int bytesMax) throws IOException {
    EvalCommand.requireReadable(file);
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(bytesMax + 1);
      if (bytes.length > bytesMax) {
        throw new UsageException(file + " has more than " + bytesMax + " bytes");
      }
      return bytes;
    }
  }

  private void text(VerificationReport report) {
    report.proved().forEach(sentence -> output.line("proved      " + sentence));
    report.notProved().forEach(sentence -> output.line("not proved  " + sentence));
    report.failure().ifPresent(failure -> output.line(describe(failure)));
    String log = report.log().isEmpty() ? "the pack" : report.log();
    output.line(
        report.holds()
            ? "holds: " + report.records() + " records of " + log
            : "DOES NOT HOLD: " + log);
  }

  private static String describe(VerificationFailure failure) {
    return "failed      "
        + failure.code()
        + " in "
        + failure.file()
        + ", line "
        + failure.line()
        + ", byte "
        + failure.offset()
        + ": "
        + failure.message();
  }
}
