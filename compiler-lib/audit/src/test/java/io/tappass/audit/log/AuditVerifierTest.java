package io.tappass.audit.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.audit.AuditException.Code;
import io.tappass.audit.AuditFixtures;
import io.tappass.audit.AuditTrust;
import io.tappass.audit.AuditVerifier;
import io.tappass.audit.Checkpoint;
import io.tappass.audit.CompactRange;
import io.tappass.audit.PackManifest;
import io.tappass.audit.RecordDraft;
import io.tappass.audit.RecordLine;
import io.tappass.audit.RecordTime;
import io.tappass.audit.SessionChain;
import io.tappass.audit.SignedNote;
import io.tappass.audit.TestSigner;
import io.tappass.audit.VerificationFailure;
import io.tappass.audit.VerificationReport;
import io.tappass.trust.LocalSigner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every row of the detection table, over a session of 1,000 records. */
class AuditVerifierTest {
  private static final LocalSigner SIGNER = TestSigner.ed25519();
  private static final AuditTrust TRUST = AuditTrust.of(AuditFixtures.LOG, SIGNER.key());
  private static final int RECORDS = 1_000;
  private static final int COMMIT = 100;
  private static final String SEGMENT = "epochs/1/records/00000000000000000000.jsonl";
  private static final String CHECKPOINTS = "epochs/1/checkpoints";

  @TempDir private static Path shared;
  private static Path good;
  private static List<RecordLine> session = List.of();

  @TempDir private Path folder;

  @BeforeAll
  static void makePack() throws Exception {
    session = AuditFixtures.session("s-1", RECORDS, 42);
    var storage = new SimulatedStorage();
    storage.put(new SegmentName(1, 0).text(), segment(session, SIGNER, COMMIT));
    good = shared.resolve("good");
    var documents = new TreeMap<String, byte[]>();
    documents.put("trust.json", TRUST.write());
    EvidenceExport.write(storage, AuditFixtures.LOG, good, documents);
  }

  /** The bytes of a segment as a host log writes it, one checkpoint for each commit. */
  private static byte[] segment(List<RecordLine> lines, LocalSigner signer, int commit)
      throws Exception {
    var text = new StringBuilder();
    var tree = new CompactRange();
    for (RecordLine line : lines) {
      text.append(new String(line.bytes(), StandardCharsets.UTF_8)).append('\n');
      tree.append(line.leafHash());
      if (tree.size() % commit == 0 || tree.size() == lines.size()) {
        SignedNote note = note(tree.size(), tree.root(), signer);
        text.append(new String(io.tappass.audit.CheckpointLine.write(note), StandardCharsets.UTF_8))
            .append('\n');
      }
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static SignedNote note(long size, byte[] root, LocalSigner signer) throws Exception {
    return SignedNote.sign(
        new Checkpoint(AuditFixtures.ORIGIN, size, root).write(), AuditFixtures.ORIGIN, signer);
  }

  private Path copy() throws IOException {
    Path target = Files.createTempDirectory(folder, "pack");
    try (var files = Files.walk(good)) {
      for (Path file : files.toList()) {
        Path to = target.resolve(good.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(to);
        } else {
          Files.copy(file, to);
        }
      }
    }
    return target;
  }

  private static List<String> lines(Path pack) throws IOException {
    return new ArrayList<>(Files.readString(pack.resolve(SEGMENT)).lines().toList());
  }

  /** Writes the records and makes the unsigned list of the pack agree with them. */
  private static void write(Path pack, List<String> lines) throws Exception {
    String text = lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Files.write(pack.resolve(SEGMENT), bytes);
    PackManifest old = PackManifest.read(Files.readAllBytes(pack.resolve(PackManifest.FILE)));
    PackManifest.Epoch epoch = old.epochs().getFirst();
    var changed =
        new PackManifest.Epoch(
            1,
            lines.size(),
            epoch.checkpoints(),
            List.of(new PackManifest.Segment(SEGMENT, lines.size(), bytes.length)));
    Files.write(
        pack.resolve(PackManifest.FILE),
        new PackManifest(old.log(), List.of(changed), old.documents()).write());
  }

  private static VerificationFailure failure(Path pack) throws IOException {
    VerificationReport report = AuditVerifier.verify(pack, TRUST);
    assertThat(report.holds()).isFalse();
    return report.failure().orElseThrow();
  }

  @Test
  void a_whole_pack_holds_and_says_what_it_does_not_prove() throws Exception {
    VerificationReport report = AuditVerifier.verify(good, TRUST);
    assertThat(report.failure()).isEmpty();
    assertThat(report.records()).isEqualTo(RECORDS);
    assertThat(report.epochs().getFirst().checkpoints()).isEqualTo(RECORDS / COMMIT);
    assertThat(report.epochs().getFirst().sessionsClosed()).isEqualTo(1);
    assertThat(report.proved()).hasSize(3);
    assertThat(report.notProved())
        .anyMatch(sentence -> sentence.contains("only history"))
        .anyMatch(sentence -> sentence.contains("policies"))
        .anyMatch(sentence -> sentence.contains("clock"));
  }

  @Test
  void every_flipped_byte_of_every_file_is_found_on_its_line() throws Exception {
    long seed = 1_984;
    var random = new Random(seed);
    Path pack = copy();
    for (String file : List.of(SEGMENT, CHECKPOINTS, PackManifest.FILE, "documents/trust.json")) {
      byte[] bytes = Files.readAllBytes(pack.resolve(file));
      int rounds = file.equals(SEGMENT) ? 150 : 60;
      for (int round = 0; round < rounds; round++) {
        int at = random.nextInt(bytes.length);
        byte[] flipped = bytes.clone();
        flipped[at] ^= (byte) (1 << random.nextInt(8));
        Files.write(pack.resolve(file), flipped);
        VerificationFailure failure = failure(pack);
        String what = "seed " + seed + ", " + file + " byte " + at + ": " + failure;
        if (file.equals(SEGMENT)) {
          assertThat(failure.file()).as(what).isEqualTo(SEGMENT);
          long line = line(bytes, at);
          // A newline that is gone joins two lines; one that is new splits one.
          assertThat(failure.line()).as(what).isBetween(line, line + 1);
          assertThat(failure.offset()).as(what).isBetween(lineStart(bytes, at), at + 70_000L);
        } else if (file.equals(CHECKPOINTS)) {
          assertThat(failure.file()).as(what).isEqualTo(CHECKPOINTS);
          assertThat(failure.line()).as(what).isBetween(line(bytes, at) - 5, line(bytes, at));
        }
        Files.write(pack.resolve(file), bytes);
      }
    }
    assertThat(AuditVerifier.verify(pack, TRUST).holds()).isTrue();
  }

  private static long line(byte[] bytes, int at) {
    long line = 1;
    for (int index = 0; index < at; index++) {
      line += bytes[index] == '\n' ? 1 : 0;
    }
    return line;
  }

  private static long lineStart(byte[] bytes, int at) {
    int start = at;
    while (start > 0 && bytes[start - 1] != '\n') {
      start--;
    }
    return start;
  }

  @Test
  void a_removed_a_doubled_and_a_moved_record_are_found_where_they_are() throws Exception {
    long seed = 77;
    var random = new Random(seed);
    for (int round = 0; round < 15; round++) {
      int at = 1 + random.nextInt(RECORDS - 3);
      Path pack = copy();
      List<String> lines = lines(pack);
      lines.remove(at);
      write(pack, lines);
      assertThat(failure(pack).code()).isEqualTo(Code.SEQUENCE_BROKEN);
      assertThat(failure(pack).line()).isEqualTo(at + 1);

      lines = lines(copy());
      lines.add(at, lines.get(at));
      write(pack, lines);
      assertThat(failure(pack).code()).isEqualTo(Code.SEQUENCE_BROKEN);
      assertThat(failure(pack).line()).isEqualTo(at + 2);

      lines = lines(copy());
      Collections.swap(lines, at, at + 1);
      write(pack, lines);
      assertThat(failure(pack).code()).isEqualTo(Code.SEQUENCE_BROKEN);
      assertThat(failure(pack).line()).isEqualTo(at + 1);
    }
  }

  @Test
  void a_record_edited_with_a_new_fingerprint_breaks_the_chain_at_the_next() throws Exception {
    for (int at : List.of(1, 99, 100, 500, RECORDS - 2)) {
      Path pack = copy();
      List<String> lines = lines(pack);
      lines.set(at, forge(lines.get(at)));
      write(pack, lines);
      VerificationFailure failure = failure(pack);
      // The last record before a checkpoint is found by it; any other by the next of its chain.
      if (at % COMMIT == COMMIT - 1) {
        assertThat(failure.code()).isEqualTo(Code.ROOT_MISMATCH);
        assertThat(failure.message()).contains("records 0 to 99");
      } else {
        assertThat(failure.code()).isEqualTo(Code.CHAIN_BROKEN);
        assertThat(failure.line()).isEqualTo(at + 2);
      }
    }
  }

  @Test
  void a_tail_forged_with_all_its_chains_is_found_by_the_signed_root() throws Exception {
    Path pack = copy();
    List<RecordLine> other = AuditFixtures.session("s-1", RECORDS, 43);
    write(
        pack,
        other.stream().map(line -> new String(line.bytes(), StandardCharsets.UTF_8)).toList());
    assertThat(failure(pack).code()).isEqualTo(Code.ROOT_MISMATCH);
    assertThat(failure(pack).line()).isEqualTo(1);
    assertThat(failure(pack).message()).contains("records 0 to 99");
  }

  /** Changes the wall clock and computes the fingerprint anew, as whoever has no key could. */
  private static String forge(String line) throws Exception {
    int at = line.indexOf("\"time_dt\":\"") + 20;
    String changed = line.substring(0, at) + "7" + line.substring(at + 1);
    assertThat(changed).isNotEqualTo(line);
    return new String(reseal(changed.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
  }

  private static byte[] reseal(byte[] line) throws Exception {
    String text = new String(line, StandardCharsets.UTF_8);
    int start = text.indexOf(",\"fingerprint\":{");
    int end = text.indexOf('}', start) + 1;
    var digest = java.security.MessageDigest.getInstance("SHA-256");
    digest.update(
        (text.substring(0, start) + text.substring(end)).getBytes(StandardCharsets.UTF_8));
    String value = java.util.HexFormat.of().formatHex(digest.digest());
    int valueAt = text.indexOf("\"value\":\"", start) + 9;
    return (text.substring(0, valueAt) + value + text.substring(valueAt + 64))
        .getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void a_cut_tail_is_found_by_the_checkpoint_that_counts_more() throws Exception {
    Path pack = copy();
    List<String> lines = lines(pack);
    write(pack, lines.subList(0, 950));
    VerificationFailure failure = failure(pack);
    assertThat(failure.code()).isEqualTo(Code.TAIL_CUT);
    assertThat(failure.file()).isEqualTo(CHECKPOINTS);
    assertThat(failure.message()).contains("1000").contains("950");
  }

  @Test
  void a_tail_cut_with_its_checkpoints_is_found_only_by_one_from_outside() throws Exception {
    Path pack = copy();
    List<String> lines = lines(pack);
    write(pack, lines.subList(0, 900));
    String notes = Files.readString(pack.resolve(CHECKPOINTS));
    String cut = notes.substring(0, notes.indexOf(AuditFixtures.ORIGIN + "\n1000\n"));
    Files.writeString(pack.resolve(CHECKPOINTS), cut);
    VerificationReport alone = AuditVerifier.verify(pack, TRUST);
    assertThat(alone.holds()).isTrue();
    assertThat(alone.notProved()).anyMatch(sentence -> sentence.contains("only history"));
    assertThat(alone.notProved()).anyMatch(sentence -> sentence.contains("s-1"));
    SignedNote kept = SignedNote.parse(notes.substring(cut.length(), notes.length() - 1));
    VerificationReport report = AuditVerifier.verify(pack, TRUST, List.of(kept));
    assertThat(report.failure().orElseThrow().code()).isEqualTo(Code.TAIL_CUT);
    assertThat(AuditVerifier.verify(good, TRUST, List.of(kept)).holds()).isTrue();
  }

  @Test
  void two_signed_checkpoints_of_one_size_are_a_fork() throws Exception {
    Path pack = copy();
    SignedNote other = note(RECORDS, new byte[32], SIGNER);
    Path checkpoints = pack.resolve(CHECKPOINTS);
    Files.writeString(checkpoints, Files.readString(checkpoints) + other.write() + "\n");
    assertThat(failure(pack).code()).isEqualTo(Code.FORK);
    VerificationReport report = AuditVerifier.verify(good, TRUST, List.of(other));
    assertThat(report.failure().orElseThrow().code()).isEqualTo(Code.FORK);
  }

  @Test
  void a_log_rewritten_under_another_key_is_not_trusted() throws Exception {
    VerificationReport report =
        AuditVerifier.verify(good, AuditTrust.of(AuditFixtures.LOG, TestSigner.ed25519().key()));
    assertThat(report.failure().orElseThrow().code()).isEqualTo(Code.UNKNOWN_KEY);
    VerificationReport otherLog =
        AuditVerifier.verify(good, AuditTrust.of("tappass/acme/laptop-2", SIGNER.key()));
    assertThat(otherLog.failure().orElseThrow().code()).isEqualTo(Code.UNKNOWN_KEY);
  }

  @Test
  void a_key_counts_up_to_its_revocation_and_no_further() throws Exception {
    for (long sizeMax : List.of(999L, 1_000L)) {
      var trust =
          new AuditTrust(
              List.of(
                  new AuditTrust.TrustedLog(
                      AuditFixtures.LOG,
                      SIGNER.key(),
                      List.of(new AuditTrust.Revoked(1, sizeMax)))));
      assertThat(AuditTrust.read(trust.write()).write()).isEqualTo(trust.write());
      VerificationReport report = AuditVerifier.verify(good, AuditTrust.read(trust.write()));
      if (sizeMax < RECORDS) {
        assertThat(report.failure().orElseThrow().code()).isEqualTo(Code.KEY_REVOKED);
      } else {
        assertThat(report.failure()).isEmpty();
      }
    }
  }

  @Test
  void records_without_a_checkpoint_over_them_are_refused() throws Exception {
    Path pack = copy();
    List<String> lines = lines(pack);
    SessionChain chain = SessionChain.start(AuditFixtures.ORIGIN, "s-2");
    lines.add(new String(chain.next(AuditFixtures.open(1)).bytes(), StandardCharsets.UTF_8));
    write(pack, lines);
    assertThat(failure(pack).code()).isEqualTo(Code.UNSIGNED_RECORDS);
    assertThat(failure(pack).line()).isEqualTo(RECORDS + 1);
    Files.writeString(pack.resolve(CHECKPOINTS), "");
    assertThat(failure(pack).code()).isEqualTo(Code.NO_CHECKPOINT);
  }

  @Test
  void missing_extra_and_linked_files_are_refused() throws Exception {
    Path pack = copy();
    Files.writeString(pack.resolve("epochs/1/notes.txt"), "hello");
    assertThat(failure(pack).code()).isEqualTo(Code.EXTRA_FILE);
    Files.delete(pack.resolve("epochs/1/notes.txt"));
    Path real = folder.resolve("real.jsonl");
    Files.move(pack.resolve(SEGMENT), real);
    assertThat(failure(pack).code()).isEqualTo(Code.MISSING_FILE);
    Files.createSymbolicLink(pack.resolve(SEGMENT), real);
    assertThat(failure(pack).code()).isEqualTo(Code.MISSING_FILE);
  }

  @Test
  void a_clock_that_was_set_back_is_told() throws Exception {
    List<RecordLine> lines = new ArrayList<>();
    SessionChain chain = SessionChain.start(AuditFixtures.ORIGIN, "s-1");
    AuditFixtures.add(lines, chain, AuditFixtures.open(0));
    for (int step = 1; step < 9; step++) {
      RecordDraft draft = AuditFixtures.result(step);
      // Three seconds of the order of callers are nothing; one hour is, once.
      long behindSeconds = step == 3 ? 3 : step >= 5 ? 3_600 : 0;
      var time =
          new RecordTime(
              AuditFixtures.time(0).wall().plusSeconds(step - behindSeconds),
              1_000_000_000L * step,
              "boot-1");
      AuditFixtures.add(
          lines, chain, RecordDraft.of(draft.subject(), time, AuditFixtures.POLICY, draft.body()));
    }
    var storage = new SimulatedStorage();
    storage.put(new SegmentName(1, 0).text(), segment(lines, SIGNER, 3));
    Path pack = folder.resolve("clock");
    EvidenceExport.write(storage, AuditFixtures.LOG, pack, new TreeMap<>());
    VerificationReport report = AuditVerifier.verify(pack, TRUST);
    assertThat(report.failure()).isEmpty();
    assertThat(report.notProved())
        .anyMatch(sentence -> sentence.contains("set back 1 times, first by 36"))
        .anyMatch(sentence -> sentence.contains(SEGMENT + ":6"));
  }

  @Test
  void a_declared_gap_is_not_proved_and_an_undeclared_one_fails() throws Exception {
    var storage = new SimulatedStorage();
    List<RecordLine> lines = AuditFixtures.session("s-1", 30, 5);
    byte[] bytes = segment(lines, SIGNER, 10);
    bytes[bytes.length - 1_500] ^= 1;
    storage.put(new SegmentName(1, 0).text(), bytes);
    try (HostLog log =
        HostLog.open(
            storage,
            SIGNER,
            AuditFixtures.LOG,
            AuditFixtures.HOST,
            AuditFixtures.CLOCK,
            HostLogOptions.STANDARD)) {
      assertThat(log.opening()).isInstanceOf(Opening.NewEpoch.class);
    }
    Path whole = folder.resolve("whole");
    EvidenceExport.write(storage, AuditFixtures.LOG, whole, new TreeMap<>());
    VerificationReport report = AuditVerifier.verify(whole, TRUST);
    assertThat(report.failure()).isEmpty();
    assertThat(report.notProved())
        .anyMatch(sentence -> sentence.contains("records 20 to 29 of epoch 1"));
    storage.delete(new SegmentName(2, 0).text());
    Path undeclared = folder.resolve("undeclared");
    EvidenceExport.write(storage, AuditFixtures.LOG, undeclared, new TreeMap<>());
    assertThat(failure(undeclared).code()).isEqualTo(Code.TAIL_CUT);
  }

  @Test
  void a_pack_of_a_live_log_holds_what_its_newest_checkpoint_covers() throws Exception {
    var storage = new FolderStorage(folder.resolve("log"));
    try (HostLog log =
        HostLog.open(
            storage,
            SIGNER,
            AuditFixtures.LOG,
            AuditFixtures.HOST,
            AuditFixtures.CLOCK,
            HostLogOptions.STANDARD.withSegmentBytesMax(10_000))) {
      SessionChain chain = log.chain("s-1");
      log.appendDurably(chain, AuditFixtures.open(0));
      List<CompletableFuture<Durable>> waiting = new ArrayList<>();
      for (int step = 1; step < 600; step++) {
        waiting.add(log.append(chain, AuditFixtures.result(step)));
      }
      log.appendDurably(chain, AuditFixtures.result(600));
      assertThat(waiting).allMatch(CompletableFuture::isDone);
      Path pack = folder.resolve("live");
      EvidenceExport.write(storage, AuditFixtures.LOG, pack, new TreeMap<>());
      VerificationReport report =
          AuditVerifier.verify(pack, TRUST, List.of(log.newestCheckpoint().orElseThrow()));
      assertThat(report.failure()).isEmpty();
      assertThat(report.records()).isEqualTo(601);
    }
  }
}
