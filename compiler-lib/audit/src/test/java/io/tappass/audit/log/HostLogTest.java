package io.tappass.audit.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tappass.audit.AuditException;
import io.tappass.audit.AuditFixtures;
import io.tappass.audit.AuditRecord;
import io.tappass.audit.Checkpoint;
import io.tappass.audit.Effect;
import io.tappass.audit.NoteKey;
import io.tappass.audit.RecordBody;
import io.tappass.audit.RecordKind;
import io.tappass.audit.SessionChain;
import io.tappass.audit.SignedNote;
import io.tappass.audit.TestSigner;
import io.tappass.audit.log.AuditUnavailable.Reason;
import io.tappass.audit.log.SimulatedStorage.Fault;
import io.tappass.trust.LocalSigner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostLogTest {
  private static final LocalSigner SIGNER = TestSigner.ed25519();

  private static HostLog open(LogStorage storage) throws IOException, AuditUnavailable {
    return open(storage, HostLogOptions.STANDARD);
  }

  private static HostLog open(LogStorage storage, HostLogOptions options)
      throws IOException, AuditUnavailable {
    return HostLog.open(
        storage, SIGNER, AuditFixtures.LOG, AuditFixtures.HOST, AuditFixtures.CLOCK, options);
  }

  private static List<AuditRecord> replay(HostLog log) throws IOException, AuditException {
    List<AuditRecord> records = new ArrayList<>();
    log.replay(records::add);
    return records;
  }

  @Test
  void what_was_answered_is_there_after_opening_again(@TempDir Path folder) throws Exception {
    var storage = new FolderStorage(folder.resolve("log"));
    try (HostLog log = open(storage)) {
      assertThat(log.opening()).isEqualTo(new Opening.Fresh());
      SessionChain chain = log.chain("s-1");
      assertThat(log.appendDurably(chain, AuditFixtures.open(0)).index()).isZero();
      Durable durable = log.appendDurably(chain, AuditFixtures.decision(1, Effect.DENY));
      assertThat(durable.index()).isEqualTo(1);
      assertThat(durable.checkpointSize()).isEqualTo(2);
    }
    try (HostLog log = open(storage)) {
      assertThat(log.opening()).isEqualTo(new Opening.Continued(2));
      assertThat(log.openSessions()).containsExactly("s-1");
      assertThat(replay(log))
          .extracting(record -> record.body().kind())
          .containsExactly(RecordKind.SESSION_OPEN, RecordKind.DECISION);
      SessionChain chain = log.chain("s-1");
      assertThat(chain.counts().denied()).isEqualTo(1);
      log.appendDurably(chain, AuditFixtures.close(2));
      assertThat(log.openSessions()).isEmpty();
      SignedNote note = log.newestCheckpoint().orElseThrow();
      note.verify(new NoteKey(log.origin(), SIGNER.key()));
      assertThat(Checkpoint.parse(note.text()).size()).isEqualTo(3);
    }
  }

  @Test
  void a_second_writer_is_kept_out_until_the_first_closes(@TempDir Path folder) throws Exception {
    try (HostLog log = open(new FolderStorage(folder))) {
      assertThatThrownBy(() -> open(new FolderStorage(folder)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another writer");
      log.appendDurably(log.chain("s-1"), AuditFixtures.open(0));
    }
    open(new FolderStorage(folder)).close();
  }

  @Test
  void files_are_for_their_owner_only(@TempDir Path folder) throws Exception {
    try (HostLog log = open(new FolderStorage(folder))) {
      log.appendDurably(log.chain("s-1"), AuditFixtures.open(0));
      try (var files = Files.list(folder)) {
        for (Path file : files.toList()) {
          assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
        }
      }
    }
  }

  @Test
  void of_two_chains_of_one_session_the_one_behind_is_refused() throws Exception {
    try (HostLog log = open(new SimulatedStorage())) {
      SessionChain one = log.chain("s-1");
      SessionChain two = log.chain("s-1");
      log.appendDurably(one, AuditFixtures.open(0));
      assertThatThrownBy(() -> log.append(two, AuditFixtures.open(0)))
          .isInstanceOf(AuditException.class);
      log.appendDurably(one, AuditFixtures.result(1));
      assertThat(log.durableSize()).isEqualTo(2);
    }
  }

  @Test
  void a_full_spool_refuses_and_what_was_answered_stays() throws Exception {
    var storage = new SimulatedStorage();
    HostLogOptions options = HostLogOptions.STANDARD.withBytesMax(20_000);
    long size;
    try (HostLog log = open(storage, options)) {
      SessionChain chain = log.chain("s-1");
      log.appendDurably(chain, AuditFixtures.open(0));
      assertThatThrownBy(
              () -> {
                for (int step = 1; step < 1_000; step++) {
                  log.appendDurably(chain, AuditFixtures.result(step));
                }
              })
          .isInstanceOfSatisfying(
              AuditUnavailable.class, e -> assertThat(e.reason()).isEqualTo(Reason.FULL));
      size = log.durableSize();
      assertThat(size).isBetween(5L, 25L);
      assertThat(storage.size(storage.names().getFirst())).isLessThanOrEqualTo(20_000);
    }
    try (HostLog log = open(storage)) {
      assertThat(log.durableSize()).isEqualTo(size);
      log.appendDurably(log.chain("s-1"), AuditFixtures.close(0));
    }
  }

  @Test
  void segments_roll_and_are_read_as_one_log() throws Exception {
    var storage = new SimulatedStorage();
    HostLogOptions options = HostLogOptions.STANDARD.withSegmentBytesMax(4_000);
    try (HostLog log = open(storage, options)) {
      SessionChain chain = log.chain("s-1");
      log.appendDurably(chain, AuditFixtures.open(0));
      for (int step = 1; step < 40; step++) {
        log.appendDurably(chain, AuditFixtures.result(step));
      }
    }
    assertThat(storage.names()).hasSizeGreaterThan(5);
    try (HostLog log = open(storage, options)) {
      assertThat(log.opening()).isEqualTo(new Opening.Continued(40));
      assertThat(replay(log)).hasSize(40);
    }
  }

  @Test
  void sixteen_callers_are_all_answered_in_the_order_of_their_sessions(@TempDir Path folder)
      throws Exception {
    concurrent(new FolderStorage(folder), 16, 40);
  }

  @Test
  void a_thousand_callers_share_commits(@TempDir Path folder) throws Exception {
    concurrent(new FolderStorage(folder), 1_024, 4);
  }

  private static void concurrent(LogStorage storage, int callers, int each) throws Exception {
    try (HostLog log = open(storage);
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<List<Durable>>> tasks = new ArrayList<>();
      for (int caller = 0; caller < callers; caller++) {
        SessionChain chain = log.chain("s-" + caller);
        tasks.add(() -> {
          List<Durable> answers = new ArrayList<>();
          answers.add(log.appendDurably(chain, AuditFixtures.open(0)));
          for (int step = 1; step < each; step++) {
            answers.add(log.appendDurably(chain, AuditFixtures.result(step)));
          }
          return answers;
        });
      }
      Set<Long> indexes = new java.util.HashSet<>();
      for (var future : executor.invokeAll(tasks)) {
        long last = -1;
        for (Durable durable : future.get()) {
          assertThat(durable.index()).isGreaterThan(last);
          assertThat(durable.checkpointSize()).isGreaterThan(durable.index());
          last = durable.index();
          indexes.add(last);
        }
      }
      assertThat(indexes).hasSize(callers * each);
      assertThat(log.durableSize()).isEqualTo((long) callers * each);
    }
    try (HostLog log = open(storage)) {
      Map<String, Long> next = new HashMap<>();
      for (AuditRecord record : replay(log)) {
        assertThat(record.position().sequence())
            .isEqualTo(next.merge(record.session(), 1L, Long::sum) - 1);
      }
      assertThat(next).hasSize(callers);
    }
  }

  @Test
  void after_a_failed_sync_nothing_is_ever_answered_again() throws Exception {
    var storage = new SimulatedStorage();
    try (HostLog log = open(storage)) {
      SessionChain chain = log.chain("s-1");
      log.appendDurably(chain, AuditFixtures.open(0));
      storage.failAt(2, Fault.ERROR);
      for (int attempt = 1; attempt < 4; attempt++) {
        int step = attempt;
        assertThatThrownBy(() -> log.appendDurably(chain, AuditFixtures.result(step)))
            .isInstanceOfSatisfying(
                AuditUnavailable.class, e -> assertThat(e.reason()).isEqualTo(Reason.DEAD));
      }
      assertThat(log.failure()).isPresent();
      assertThat(log.durableSize()).isEqualTo(1);
    }
  }

  @Test
  void a_closed_log_refuses() throws Exception {
    HostLog log = open(new SimulatedStorage());
    SessionChain chain = log.chain("s-1");
    log.close();
    assertThatThrownBy(() -> log.appendDurably(chain, AuditFixtures.open(0)))
        .isInstanceOfSatisfying(
            AuditUnavailable.class, e -> assertThat(e.reason()).isEqualTo(Reason.CLOSED));
  }

  /**
   * Every storage operation in turn fails in every way, then power is lost: what was answered is
   * found again, in order, and the log goes on in the same epoch.
   */
  @Test
  void whichever_operation_fails_every_answered_record_survives_the_crash() throws Exception {
    long seed = 4711;
    int points = 0;
    int answered = 0;
    int recovered = 0;
    for (Fault fault : Fault.values()) {
      for (int operation = 1; operation <= 60; operation++) {
        var random = new Random(seed * 1_000 + operation);
        var storage = new SimulatedStorage();
        storage.failAt(operation, fault);
        List<String> acknowledged = run(storage);
        var crashed = storage.afterCrash(random);
        List<String> found = fingerprints(crashed, false);
        assertThat(found.stream().filter(acknowledged::contains).toList())
            .as("fault %s at operation %d, seed %d", fault, operation, seed)
            .isEqualTo(acknowledged);
        points++;
        answered += acknowledged.size();
        recovered += found.size();
        // And once more: opening is itself repeatable, after another crash at its own operations.
        for (int during = 1; during <= 4; during++) {
          var again = storage.afterCrash(new Random(seed + during));
          again.failAt(during, Fault.ERROR);
          fingerprints(again, true);
          List<String> afterwards = fingerprints(again.afterCrash(random), false);
          assertThat(afterwards.stream().filter(acknowledged::contains).toList())
              .isEqualTo(acknowledged);
        }
      }
    }
    System.out.println(
        "storage faults: "
            + points
            + " points, "
            + answered
            + " acknowledged, "
            + recovered
            + " recovered");
  }

  /** Appends until the log dies or the work is done; the fingerprints that were answered. */
  private static List<String> run(SimulatedStorage storage) throws AuditException {
    List<String> acknowledged = new ArrayList<>();
    HostLogOptions options = HostLogOptions.STANDARD.withSegmentBytesMax(5_000);
    try (HostLog log = open(storage, options)) {
      SessionChain one = log.chain("s-1");
      SessionChain two = log.chain("s-2");
      for (int step = 0; step < 12; step++) {
        List<CompletableFuture<Durable>> waiting = new ArrayList<>();
        for (SessionChain chain : List.of(one, two)) {
          waiting.add(
              log.append(chain, step == 0 ? AuditFixtures.open(0) : AuditFixtures.result(step)));
        }
        for (CompletableFuture<Durable> future : waiting) {
          acknowledged.add(future.get().record().fingerprint());
        }
      }
    } catch (IOException | AuditUnavailable | ExecutionException e) {
      // The fault: what was answered before is what counts.
      return acknowledged;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return acknowledged;
  }

  private static List<String> fingerprints(SimulatedStorage storage, boolean mayFail)
      throws AuditException, IOException {
    List<String> found = new ArrayList<>();
    try (HostLog log = open(storage)) {
      assertThat(log.opening())
          .satisfiesAnyOf(
              opening -> assertThat(opening).isInstanceOf(Opening.Fresh.class),
              opening -> assertThat(opening).isInstanceOf(Opening.Continued.class),
              opening -> assertThat(opening).isInstanceOf(Opening.Cut.class));
      log.replay(record -> found.add(record.fingerprint()));
    } catch (IOException | AuditUnavailable e) {
      if (!mayFail) {
        throw new IOException(e);
      }
    }
    return found;
  }

  @Test
  void a_torn_write_is_cut_off_and_told() throws Exception {
    var storage = new SimulatedStorage();
    try (HostLog log = open(storage)) {
      log.appendDurably(log.chain("s-1"), AuditFixtures.open(0));
    }
    String name = storage.names().getFirst();
    byte[] whole = storage.bytes(name);
    byte[] torn = Arrays.copyOf(whole, whole.length + 100);
    storage.put(name, torn);
    try (HostLog log = open(storage)) {
      assertThat(log.opening()).isEqualTo(new Opening.Cut(1, 100));
      assertThat(replay(log).getLast().body())
          .isEqualTo(new RecordBody.Recovered(1, 100, "a torn write"));
    }
  }

  @Test
  void a_log_that_lost_what_it_signed_is_left_as_it_is_and_a_new_epoch_tells_the_gap()
      throws Exception {
    var storage = new SimulatedStorage();
    try (HostLog log = open(storage)) {
      SessionChain chain = log.chain("s-1");
      log.appendDurably(chain, AuditFixtures.open(0));
      log.appendDurably(chain, AuditFixtures.result(1));
      log.appendDurably(chain, AuditFixtures.result(2));
    }
    String name = storage.names().getFirst();
    String text = new String(storage.bytes(name), StandardCharsets.UTF_8);
    List<String> lines = new ArrayList<>(text.lines().toList());
    lines.set(2, lines.get(2).replace("\"status\":\"ok\"", "\"status\":\"no\""));
    byte[] damaged = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    storage.put(name, damaged);
    try (HostLog log = open(storage)) {
      assertThat(log.opening())
          .isInstanceOfSatisfying(
              Opening.NewEpoch.class,
              epoch -> {
                assertThat(epoch.signedSize()).isEqualTo(3);
                assertThat(epoch.recoveredSize()).isEqualTo(1);
              });
      assertThat(log.origin()).isEqualTo(AuditFixtures.LOG + "/2");
      assertThat(replay(log))
          .extracting(record -> record.body().kind())
          .containsExactly(RecordKind.SESSION_OPEN, RecordKind.GAP);
    }
    assertThat(storage.bytes(name)).isEqualTo(damaged);
  }

  @Test
  void damaged_bytes_of_any_sort_never_keep_the_log_from_opening() throws Exception {
    long seed = 31;
    for (int round = 0; round < 200; round++) {
      var random = new Random(seed + round);
      var storage = new SimulatedStorage();
      try (HostLog log = open(storage)) {
        SessionChain chain = log.chain("s-1");
        log.appendDurably(chain, AuditFixtures.open(0));
        log.appendDurably(chain, AuditFixtures.result(1));
      }
      String name = storage.names().getFirst();
      byte[] bytes = storage.bytes(name);
      int from = random.nextInt(bytes.length);
      byte[] noise = "\"\ud83d\ude00\n{\u0000\":".repeat(80).getBytes(StandardCharsets.UTF_8);
      int length = Math.min(1 + random.nextInt(noise.length - 1), bytes.length - from);
      System.arraycopy(noise, random.nextInt(noise.length - length), bytes, from, length);
      storage.put(name, bytes);
      try (HostLog log = open(storage)) {
        log.appendDurably(log.chain("s-2"), AuditFixtures.open(2));
        assertThat(replay(log)).as("seed %d round %d", seed, round).isNotEmpty();
      }
    }
  }

  @Test
  void a_crash_before_the_gap_record_does_not_lose_it() throws Exception {
    var storage = new SimulatedStorage();
    try (HostLog log = open(storage)) {
      log.appendDurably(log.chain("s-1"), AuditFixtures.open(0));
      log.appendDurably(log.chain("s-1"), AuditFixtures.result(1));
    }
    String name = storage.names().getFirst();
    byte[] bytes = storage.bytes(name);
    bytes[10] ^= 1;
    storage.put(name, bytes);
    storage.failAt(3, Fault.ERROR);
    assertThatThrownBy(() -> open(storage)).isInstanceOf(AuditUnavailable.class);
    try (HostLog log = open(storage.afterCrash(new Random(1)))) {
      assertThat(log.opening()).isInstanceOf(Opening.NewEpoch.class);
      assertThat(replay(log).getLast().body().kind()).isEqualTo(RecordKind.GAP);
    }
  }

  @Test
  void a_lost_segment_and_a_changed_key_start_a_new_epoch_too() throws Exception {
    var storage = new SimulatedStorage();
    HostLogOptions options = HostLogOptions.STANDARD.withSegmentBytesMax(1);
    try (HostLog log = open(storage, options)) {
      SessionChain chain = log.chain("s-1");
      log.appendDurably(chain, AuditFixtures.open(0));
      log.appendDurably(chain, AuditFixtures.result(1));
      log.appendDurably(chain, AuditFixtures.result(2));
    }
    storage.delete(storage.names().get(1));
    try (HostLog log = open(storage, options)) {
      assertThat(log.opening())
          .isEqualTo(new Opening.NewEpoch(1, 3, 1, ((Opening.NewEpoch) log.opening()).reason()));
    }
    try (HostLog log =
        HostLog.open(
            storage,
            TestSigner.ed25519(),
            AuditFixtures.LOG,
            AuditFixtures.HOST,
            AuditFixtures.CLOCK,
            options)) {
      assertThat(log.origin()).isEqualTo(AuditFixtures.LOG + "/3");
      assertThat(((Opening.NewEpoch) log.opening()).reason()).contains("checkpoint");
    }
  }
}
