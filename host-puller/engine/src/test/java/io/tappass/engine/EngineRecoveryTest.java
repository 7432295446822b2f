package io.tappass.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.audit.AuditRecord;
import io.tappass.audit.RecordBody.SessionOpened;
import io.tappass.audit.RecordDraft;
import io.tappass.audit.log.FolderStorage;
import io.tappass.audit.log.HostLogOptions;
import io.tappass.audit.log.LogFile;
import io.tappass.audit.log.LogStorage;
import io.tappass.audit.log.Opening;
import io.tappass.policy.BudgetLimits;
import io.tappass.policy.ReasonCode;
import io.tappass.policy.Verdict;
import io.tappass.policy.value.FilePath;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of sessions and counts when the log, the disk or the clock misbehave. */
final class EngineRecoveryTest {
  @TempDir private Path folder;

  private static void assertDenied(EngineAnswer answer, ReasonCode reason) {
    assertThat(answer.verdict()).isEqualTo(Verdict.DENY);
    assertThat(answer.reasons()).containsExactly(reason);
  }

  private static BudgetLimits session(long calls) {
    return new BudgetLimits(1_000, calls, Map.of());
  }

  @Test
  void aNewEpochOfTheLogShedsNoCounts() throws Exception {
    try (var rig = new EngineRig(new FolderStorage(folder))) {
      rig.install(session(3));
      rig.refund(1);
      rig.refund(1);
      rig.refund(90_000);
      String first = rig.engine.session("sb-1");
      rig.log.close();
      damageTheLastRecord();
      rig.reopen("sb-1");
      assertThat(rig.log.opening()).isInstanceOf(Opening.NewEpoch.class);
      String second = rig.engine.session("sb-1");
      assertThat(second).isNotEqualTo(first);
      // The damaged record was the denial; the two calls before it still count.
      rig.install(session(3));
      assertThat(rig.refund(1).verdict()).isEqualTo(Verdict.ALLOW);
      assertDenied(rig.refund(1), ReasonCode.BUDGET_EXHAUSTED);
      assertThat(rig.records())
          .extracting(AuditRecord::body)
          .contains(new SessionOpened("laptop", first));

      rig.reopen("sb-1");
      rig.install(session(4));
      assertThat(rig.engine.session("sb-1")).isEqualTo(second);
      assertThat(rig.refund(1).verdict()).isEqualTo(Verdict.ALLOW);
      assertDenied(rig.refund(1), ReasonCode.BUDGET_EXHAUSTED);
      assertThat(rig.failures).isEmpty();
    }
  }

  /** A byte of the last record changes, under a checkpoint that has counted it. */
  private void damageTheLastRecord() throws IOException {
    Path segment;
    try (var files = Files.list(folder)) {
      segment =
          files
              .filter(file -> file.toString().endsWith(".jsonl"))
              .max(Path::compareTo)
              .orElseThrow();
    }
    String text = Files.readString(segment);
    int at = text.lastIndexOf("\"deny\"");
    assertThat(at).isPositive();
    Files.writeString(segment, text.substring(0, at) + "\"dexy\"" + text.substring(at + 6));
  }

  @Test
  void aSessionThatTheLogClosedIsNotGoneOnWith() throws Exception {
    try (var rig = new EngineRig(new FolderStorage(folder))) {
      rig.install(session(1));
      rig.refund(1);
      String first = rig.engine.session("sb-1");
      rig.log.appendDurably(
          rig.log.chain(first),
          RecordDraft.of(
              EngineRig.SUBJECT,
              rig.now(),
              new io.tappass.audit.RecordBody.SessionClosed("ended outside")));
      // The running engine cannot record in it any more: every call is denied, none is lost.
      assertDenied(rig.refund(90_000), ReasonCode.AUDIT_UNAVAILABLE);
      assertThat(rig.failures).isNotEmpty();

      rig.reopen("sb-1");
      rig.install(session(1));
      assertThat(rig.engine.session("sb-1")).isNotEqualTo(first);
      assertThat(rig.refund(1).verdict()).isEqualTo(Verdict.ALLOW);
      assertDenied(rig.refund(1), ReasonCode.BUDGET_EXHAUSTED);
    }
  }

  @Test
  void aSandboxThatComesBackLaterHasItsCounts() throws Exception {
    try (var rig = new EngineRig(new FolderStorage(folder))) {
      rig.install(session(2));
      rig.refund(1);
      String session = rig.engine.session("sb-1");
      // Not configured at this start, added while running, as by an enrolment.
      rig.reopen("sb-2");
      rig.engine.add(EngineRig.identity("sb-1"));
      rig.engine.add(EngineRig.identity("sb-1"));
      rig.install(session(2));
      assertThat(rig.engine.session("sb-1")).isEqualTo(session);
      assertThat(rig.engine.session("sb-2")).isNotEqualTo(session);
      assertThat(rig.refund(1).verdict()).isEqualTo(Verdict.ALLOW);
      assertDenied(rig.refund(1), ReasonCode.BUDGET_EXHAUSTED);
    }
  }

  @Test
  void aClockThatGoesBackShedsNoRateAndNoLoop() throws Exception {
    try (var rig = new EngineRig(new FolderStorage(folder))) {
      rig.install(new BudgetLimits(2, 100, Map.of()));
      String drop = "{\"table\":\"a\"}";
      assertThat(rig.decide("mcp__db__drop", drop).verdict()).isEqualTo(Verdict.ALLOW);
      rig.seconds.addAndGet(-3_600);
      assertDenied(rig.decide("mcp__db__drop", drop), ReasonCode.LOOP_GUARD);
      assertThat(rig.refund(1).verdict()).isEqualTo(Verdict.ALLOW);
      assertDenied(rig.refund(1), ReasonCode.BUDGET_EXHAUSTED);
      rig.reopen("sb-1");
      rig.install(new BudgetLimits(2, 100, Map.of()));
      assertDenied(rig.refund(1), ReasonCode.BUDGET_EXHAUSTED);
      // Sixty seconds are inclusive: at the very second the call still counts.
      rig.seconds.addAndGet(3_600 + 60);
      assertDenied(rig.refund(1), ReasonCode.BUDGET_EXHAUSTED);
      rig.seconds.addAndGet(1);
      assertThat(rig.refund(1).verdict()).isEqualTo(Verdict.ALLOW);
    }
  }

  @Test
  void budgetsOfNothingAllowNothing() throws Exception {
    try (var rig = new EngineRig(new FolderStorage(folder))) {
      for (BudgetLimits none :
          List.of(
              new BudgetLimits(0, 1, Map.of()),
              new BudgetLimits(1, 0, Map.of()),
              new BudgetLimits(1, 1, Map.of("stripe_refund", 0L)))) {
        rig.install(none);
        assertDenied(rig.refund(1), ReasonCode.BUDGET_EXHAUSTED);
      }
    }
  }

  @Test
  void aDiskThatHangsDeniesInTimeAndHoldsNothing() throws Exception {
    var storage = new HangingStorage(new FolderStorage(folder));
    try (var rig =
        new EngineRig(storage, FilePath::normalise, HostLogOptions.STANDARD, 20_000_000L)) {
      rig.install(session(3));
      storage.hang();
      for (int call = 0; call < 3; call++) {
        assertDenied(rig.refund(1), ReasonCode.TIMED_OUT);
      }
      // What was not answered is spent all the same; the lock is free and the policy can switch.
      rig.install(session(4));
      storage.release();
      rig.log.close();
      rig.reopen("sb-1");
      rig.install(session(4));
      assertThat(rig.decisions()).hasSize(3);
      assertThat(rig.engine.inForce("sb-1")).isPresent();
    }
  }

  @Test
  void aFullLogDeniesAndGoesOnWithTheSameChainWhenThereIsRoom() throws Exception {
    try (var rig =
        new EngineRig(
            new FolderStorage(folder),
            FilePath::normalise,
            HostLogOptions.STANDARD.withBytesMax(16_000),
            EngineParts.ANSWER_NANOS_MAX)) {
      rig.install(session(1_000));
      int recorded = 0;
      while (rig.refund(1).verdict() == Verdict.ALLOW) {
        recorded++;
      }
      assertThat(recorded).isPositive();
      EngineAnswer refused = rig.refund(1);
      assertDenied(refused, ReasonCode.AUDIT_UNAVAILABLE);
      assertThat(refused.record()).isEmpty();
      assertThat(rig.decisions()).hasSize(recorded);
    }
    try (var rig = new EngineRig(new FolderStorage(folder))) {
      // Another signing key: the old epoch is given up, its counts are not.
      rig.install(session(5));
      assertDenied(rig.refund(1), ReasonCode.BUDGET_EXHAUSTED);
    }
  }

  @Test
  void aRestartedSessionIsRecordedAndRefusedRestartsLoseNothing() throws Exception {
    try (var rig = new EngineRig(new FolderStorage(folder))) {
      rig.install(session(1));
      assertThat(rig.refund(1).verdict()).isEqualTo(Verdict.ALLOW);
      String next = rig.engine.restartSession("sb-1");
      assertThat(rig.engine.session("sb-1")).isEqualTo(next);
      assertThat(rig.refund(1).session()).isEqualTo(next);
      assertDenied(rig.refund(1), ReasonCode.BUDGET_EXHAUSTED);
      rig.reopen("sb-1");
      assertThat(rig.engine.session("sb-1")).isEqualTo(next);
      assertThat(rig.failures).isEmpty();
    }
  }

  /** Syncs wait until they are released. */
  private static final class HangingStorage implements LogStorage {
    private final LogStorage inner;
    private volatile CountDownLatch latch = new CountDownLatch(0);

    HangingStorage(LogStorage inner) {
      this.inner = inner;
    }

    void hang() {
      latch = new CountDownLatch(1);
    }

    void release() {
      latch.countDown();
    }

    @Override
    public List<String> names() throws IOException {
      return inner.names();
    }

    @Override
    public LogFile create(String name) throws IOException {
      return hanging(inner.create(name));
    }

    @Override
    public LogFile open(String name) throws IOException {
      return hanging(inner.open(name));
    }

    @Override
    public InputStream read(String name) throws IOException {
      return inner.read(name);
    }

    @Override
    public long size(String name) throws IOException {
      return inner.size(name);
    }

    @Override
    public void syncFolder() throws IOException {
      inner.syncFolder();
    }

    @Override
    public Closeable lock() throws IOException {
      return inner.lock();
    }

    private LogFile hanging(LogFile file) {
      return new LogFile() {
        @Override
        public int write(ByteBuffer bytes) throws IOException {
          return file.write(bytes);
        }

        @Override
        public void sync() throws IOException {
          try {
            latch.await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          file.sync();
        }

        @Override
        public void truncate(long size) throws IOException {
          file.truncate(size);
        }

        @Override
        public void close() throws IOException {
          file.close();
        }
      };
    }
  }
}
