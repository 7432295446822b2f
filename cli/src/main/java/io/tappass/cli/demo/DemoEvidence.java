package io.tappass.cli.demo;

import io.tappass.audit.AuditException;
import io.tappass.audit.AuditTrust;
import io.tappass.audit.AuditVerifier;
import io.tappass.audit.VerificationFailure;
import io.tappass.audit.VerificationReport;
import io.tappass.audit.log.EvidenceExport;
import io.tappass.audit.log.FolderStorage;
import io.tappass.cli.loop.DataFolder;
import io.tappass.cli.loop.LocalLoop;
import io.tappass.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.stream.Stream;

/** Step 7: the evidence, verified by somebody who has nothing but it and a key. */
final class DemoEvidence {
  private final Story story;
  private final DataFolder data;
  private final SortedMap<String, byte[]> documents;

  /**
   * @param documents releases and policies that the records name
   */
  DemoEvidence(Story story, DataFolder data, SortedMap<String, byte[]> documents) {
    this.story = story;
    this.data = data;
    this.documents = documents;
  }

  void run() throws IOException, AuditException {
    story.step("7", "export the audit evidence, verify it offline, flip one byte in a copy");
    Path pack = data.path().resolve("evidence");
    EvidenceExport.write(
        new FolderStorage(data.host(LocalLoop.HOST).resolve("log")),
        "tappass/acme/" + LocalLoop.HOST,
        pack,
        documents);
    AuditTrust trust = AuditTrust.read(Files.readAllBytes(data.path().resolve("audit-trust.json")));
    VerificationReport report = AuditVerifier.verify(pack, trust);
    story.say("evidence", pack.toString());
    report.proved().forEach(sentence -> story.say("proved", sentence));
    report.notProved().forEach(sentence -> story.say("not proved", sentence));
    story.expect(
        "the evidence of " + report.records() + " records, offline",
        report.holds() ? "verified" : "REFUSED",
        report.holds() && report.records() > 0,
        JsonValue.object().put("report", report.toJson()));
    tampered(pack, trust);
  }

  private void tampered(Path pack, AuditTrust trust) throws IOException {
    Path copy = data.path().resolve("evidence-tampered");
    copy(pack, copy);
    Path records = firstRecords(copy);
    byte[] bytes = Files.readAllBytes(records);
    int at = bytes.length / 2;
    bytes[at] ^= 1;
    Files.write(records, bytes);
    VerificationReport report = AuditVerifier.verify(copy, trust);
    String where = report.failure().map(failure -> describe(failure)).orElse("nothing was found");
    story.expect(
        "the same with byte " + at + " of the records flipped",
        report.failure().isPresent() ? "found" : "MISSED",
        null,
        where,
        report.failure().isPresent(),
        JsonValue.object().put("report", report.toJson()));
  }

  private static String describe(VerificationFailure failure) {
    return failure.code()
        + " in "
        + failure.file()
        + ", line "
        + failure.line()
        + ", byte "
        + failure.offset();
  }

  private static Path firstRecords(Path pack) throws IOException {
    try (Stream<Path> files = Files.walk(pack)) {
      return files
          .filter(file -> file.toString().endsWith(".jsonl"))
          .sorted()
          .findFirst()
          .orElseThrow(() -> new IOException("the pack holds no records"));
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }
}
