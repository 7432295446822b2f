package io.tappass.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.audit.AuditTrust;
import io.tappass.audit.RecordBody.SessionOpened;
import io.tappass.audit.RecordDraft;
import io.tappass.audit.RecordSubject;
import io.tappass.audit.RecordTime;
import io.tappass.audit.log.HostLog;
import io.tappass.cli.CommandRun;
import io.tappass.cli.ExitCode;
import io.tappass.cli.loop.DataFolder;
import io.tappass.json.JsonFields;
import io.tappass.trust.Algorithm;
import io.tappass.trust.LocalSigner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuditCommandsTest {
  private static final String LOG = "tappass/acme/laptop-1";
  private static final RecordTime TIME = new RecordTime(Instant.EPOCH, 0, "boot");

  @TempDir Path folder;
  private Path data;
  private Path pack;
  private Path trust;

  @BeforeEach
  void write_a_log() throws Exception {
    data = folder.resolve("data");
    pack = folder.resolve("out/evidence");
    trust = folder.resolve("out/audit-trust.json");
    Path host = new DataFolder(data).host("laptop-1");
    Files.createDirectories(host);
    Files.createDirectories(folder.resolve("out"));
    LocalSigner key = LocalSigner.generate(Algorithm.ED25519, new SecureRandom());
    Files.write(data.resolve("audit-trust.json"), AuditTrust.of(LOG, key.key()).write());
    Path generation = host.resolve("sandboxes/sb-coder/generations/000000000001-0011");
    Files.createDirectories(generation);
    Files.writeString(generation.resolve("policy.json"), "{}");
    RecordSubject subject = new RecordSubject("acme", "eu", "coder", "sb-coder", "laptop-1");
    try (HostLog log =
        HostLog.open(
            host.resolve("log"), key, LOG, RecordSubject.ofHost("acme", "laptop-1"), () -> TIME)) {
      for (int session = 0; session < 5; session++) {
        log.appendDurably(
            log.chain("s-" + session),
            RecordDraft.of(subject, TIME, new SessionOpened("test", "")));
      }
    }
  }

  private CommandRun export() {
    return CommandRun.of("audit", "export", "--data", data, "--out", pack);
  }

  private CommandRun verify() {
    return CommandRun.of("audit", "verify", pack, "--trust", trust);
  }

  private Path records() throws Exception {
    try (Stream<Path> files = Files.walk(pack)) {
      return files.filter(file -> file.toString().endsWith(".jsonl")).findFirst().orElseThrow();
    }
  }

  @Test
  void a_pack_verifies_with_the_trust_file_beside_it() {
    CommandRun exported = export();
    assertThat(exported.err()).isEmpty();
    assertThat(exported.code()).isEqualTo(ExitCode.OK);
    assertThat(exported.out()).contains("5 records of " + LOG).contains("1 documents");
    CommandRun verified = verify();
    assertThat(verified.code()).isEqualTo(ExitCode.OK);
    assertThat(verified.out())
        .contains("proved ")
        .contains("not proved ")
        .contains("holds: 5 records of " + LOG);
  }

  @Test
  void one_flipped_byte_is_found_with_its_place() throws Exception {
    export();
    byte[] bytes = Files.readAllBytes(records());
    String text = Files.readString(records());
    int at = text.indexOf("sb-coder", text.indexOf('\n') + 1);
    bytes[at] ^= 1;
    Files.write(records(), bytes);
    CommandRun verified = verify();
    assertThat(verified.code()).isEqualTo(ExitCode.NEGATIVE);
    assertThat(verified.out())
        .contains("failed ")
        .contains(".jsonl, line 2, byte ")
        .contains("DOES NOT HOLD")
        .doesNotContain("\nholds:");
    JsonFields json =
        CommandRun.of("audit", "verify", pack, "--trust", trust, "--format", "json").json();
    assertThat(json.bool("holds")).isFalse();
    assertThat(json.object("failure").integer("line")).isEqualTo(2);
  }

  @Test
  void another_key_proves_nothing() throws Exception {
    export();
    LocalSigner other = LocalSigner.generate(Algorithm.ED25519, new SecureRandom());
    Files.write(trust, AuditTrust.of(LOG, other.key()).write());
    CommandRun verified = verify();
    assertThat(verified.code()).isEqualTo(ExitCode.NEGATIVE);
    assertThat(verified.out()).contains("UNKNOWN_KEY");
  }

  @Test
  void a_trust_file_that_trusts_another_key_is_not_replaced() throws Exception {
    LocalSigner other = LocalSigner.generate(Algorithm.ED25519, new SecureRandom());
    byte[] kept = AuditTrust.of(LOG, other.key()).write();
    Files.write(trust, kept);
    CommandRun exported = export();
    assertThat(exported.code()).isEqualTo(ExitCode.USAGE);
    assertThat(Files.readAllBytes(trust)).isEqualTo(kept);
    assertThat(pack).doesNotExist();
  }

  @Test
  void a_checkpoint_from_elsewhere_must_be_one() throws Exception {
    export();
    Path note = Files.writeString(folder.resolve("note"), "no note");
    CommandRun run = CommandRun.of("audit", "verify", pack, "--trust", trust, "--checkpoint", note);
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void an_unknown_host_and_a_missing_folder_are_usage_errors() {
    CommandRun host =
        CommandRun.of("audit", "export", "--data", data, "--host", "other", "--out", pack);
    assertThat(host.code()).isEqualTo(ExitCode.USAGE);
    assertThat(host.err()).contains("other").contains(LOG);
    CommandRun missing = CommandRun.of("audit", "export", "--data", pack, "--out", pack);
    assertThat(missing.code()).isEqualTo(ExitCode.USAGE);
    CommandRun nothing = CommandRun.of("audit", "verify", pack, "--trust", trust);
    assertThat(nothing.code()).isEqualTo(ExitCode.USAGE);
    assertThat(nothing.err()).contains("is not a folder");
  }
}
