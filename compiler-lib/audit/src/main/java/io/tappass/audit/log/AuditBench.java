package io.tappass.audit.log;

import io.tappass.audit.AuditException;
import io.tappass.audit.AuditTrust;
import io.tappass.audit.AuditVerifier;
import io.tappass.audit.Effect;
import io.tappass.audit.PolicyReference;
import io.tappass.audit.RecordBody;
import io.tappass.audit.RecordBody.CallFacts;
import io.tappass.audit.RecordBody.Decided;
import io.tappass.audit.RecordBody.SessionOpened;
import io.tappass.audit.RecordDraft;
import io.tappass.audit.RecordSubject;
import io.tappass.audit.RecordTime;
import io.tappass.audit.SessionChain;
import io.tappass.audit.VerificationReport;
import io.tappass.trust.DocumentSigner;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Measures durable records per second beside what the same disk does with a bare append and sync in
 * the same run, and then how fast the verifier reads them back. Prints a table; asserts nothing.
 */
public final class AuditBench {
  private static final String HOST = "tappass/bench/host";
  private static final RecordSubject SUBJECT =
      new RecordSubject("bench", "project", "agent", "sandbox", "host");
  private static final PolicyReference POLICY = new PolicyReference("sha256:" + "00".repeat(32), 1);
  private static final int SESSIONS = 64;
  private static final int VERIFY_ROUNDS = 3;
  private static final int RAW_BYTES = 1_024;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final HostLogOptions OPTIONS =
      new HostLogOptions(1L << 36, 256L << 20, 4 << 20, 1 << 20);

  private final Path folder;
  private final DocumentSigner signer;
  private final long nanosEach;
  private final PrintStream out;

  private AuditBench(Path folder, DocumentSigner signer, int secondsEach, PrintStream out) {
    this.folder = folder;
    this.signer = signer;
    this.nanosEach = secondsEach * NANOS_PER_SECOND;
    this.out = out;
  }

  /**
   * Runs the measurement.
   *
   * @param folder on the disk to measure; new folders are made in it and left there
   * @param secondsEach of each row, after half of it as warm-up
   */
  public static void run(Path folder, DocumentSigner signer, int secondsEach, PrintStream out)
      throws IOException, AuditUnavailable, AuditException, InterruptedException {
    new AuditBench(folder, signer, secondsEach, out).run();
  }

  private void run() throws IOException, AuditUnavailable, AuditException, InterruptedException {
    out.println("| what | per second | commits/s | p50 ms | p99 ms |");
    out.println("|---|---|---|---|---|");
    raw();
    for (int inFlight : new int[] {1, 16, 1_024}) {
      durable(inFlight);
    }
    raw();
    verify();
  }

  /** One kilobyte appended and synced, again and again, by one thread. */
  private void raw() throws IOException {
    Path file = Files.createTempFile(folder, "raw", ".bin");
    long[] latencies = new long[1 << 20];
    int count = 0;
    long elapsed;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer block = ByteBuffer.allocateDirect(RAW_BYTES);
      long start = System.nanoTime();
      long now = start;
      while (now - start < nanosEach && count < latencies.length) {
        block.clear();
        channel.write(block);
        channel.force(false);
        long after = System.nanoTime();
        latencies[count++] = after - now;
        now = after;
      }
      elapsed = now - start;
    }
    Files.delete(file);
    row("raw append + fdatasync, 1 KiB", count, count, elapsed, latencies, count);
  }

  private void durable(int inFlight)
      throws IOException, AuditUnavailable, AuditException, InterruptedException {
    Path logFolder = Files.createTempDirectory(folder, "log-" + inFlight + "-");
    try (HostLog log =
        HostLog.open(
            new FolderStorage(logFolder),
            signer,
            HOST,
            RecordSubject.ofHost("bench", "host"),
            AuditBench::time,
            OPTIONS)) {
      List<SessionChain> chains = new ArrayList<>();
      for (int index = 0; index < Math.min(inFlight, SESSIONS); index++) {
        SessionChain chain = log.chain("session-" + index);
        log.appendDurably(
            chain, RecordDraft.of(SUBJECT, time(), POLICY, new SessionOpened("bench", "")));
        chains.add(chain);
      }
      pump(log, chains, inFlight, nanosEach / 2, false);
      pump(log, chains, inFlight, nanosEach, true);
    }
  }

  private void pump(
      HostLog log, List<SessionChain> chains, int inFlight, long nanos, boolean isMeasured)
      throws AuditException, InterruptedException {
    var permits = new Semaphore(inFlight);
    var commits = new AtomicInteger();
    long[] latencies = new long[1 << 22];
    var answered = new AtomicInteger();
    var lastCheckpoint = new long[] {-1};
    long start = System.nanoTime();
    int sent = 0;
    while (System.nanoTime() - start < nanos && sent < latencies.length) {
      permits.acquire();
      long begun = System.nanoTime();
      int number = sent++;
      CompletableFuture<Durable> durable =
          log.append(chains.get(number % chains.size()), decision(number));
      var _ =
          durable.whenComplete((answer, failure) -> {
            if (failure == null) {
              latencies[answered.getAndIncrement()] = System.nanoTime() - begun;
              // Answers come from one thread, commit by commit.
              if (answer.checkpointSize() != lastCheckpoint[0]) {
                lastCheckpoint[0] = answer.checkpointSize();
                commits.incrementAndGet();
              }
            }
            permits.release();
          });
    }
    permits.acquire(inFlight);
    long elapsed = System.nanoTime() - start;
    if (isMeasured) {
      row(
          "durable records, " + inFlight + " in flight",
          answered.get(),
          commits.get(),
          elapsed,
          latencies,
          answered.get());
    }
  }

  private static RecordDraft decision(int number) {
    var call =
        new CallFacts(
            "call-" + number,
            "stripe.refund",
            "tool",
            "sha256:" + "11".repeat(32),
            RecordBody.nothingShown());
    return RecordDraft.of(
        SUBJECT,
        time(),
        POLICY,
        Decided.beforeCall(
            call, Effect.DENY, "tool", List.of("denied"), List.of("r_0123456789abcdef")));
  }

  private static RecordTime time() {
    return new RecordTime(Instant.now(), System.nanoTime(), "bench");
  }

  private void verify() throws IOException {
    Path largest = null;
    try (var folders = Files.list(folder)) {
      for (Path candidate : folders.toList()) {
        if (String.valueOf(candidate.getFileName()).startsWith("log-1024-")) {
          largest = candidate;
        }
      }
    }
    if (largest == null) {
      throw new IOException("the log of the last row is gone");
    }
    Path pack = Files.createTempDirectory(folder, "pack");
    EvidenceExport.write(new FolderStorage(largest), HOST, pack, new TreeMap<>());
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    for (int round = 0; round < VERIFY_ROUNDS; round++) {
      long start = System.nanoTime();
      long cpuStart = threads.getCurrentThreadCpuTime();
      VerificationReport report = AuditVerifier.verify(pack, AuditTrust.of(HOST, signer.key()));
      long cpu = threads.getCurrentThreadCpuTime() - cpuStart;
      long elapsed = System.nanoTime() - start;
      if (!report.holds()) {
        throw new IOException("the pack does not verify: " + report.failure());
      }
      out.printf(
          Locale.ROOT,
          "| offline verifier, %,d records, run %d: by the clock | %,d | | | |%n",
          report.records(),
          round + 1,
          report.records() * NANOS_PER_SECOND / elapsed);
      out.printf(
          Locale.ROOT,
          "| the same per second of one core | %,d | | | |%n",
          report.records() * NANOS_PER_SECOND / Math.max(1, cpu));
    }
  }

  private void row(
      String what, long count, long commits, long elapsed, long[] latencies, int samples) {
    long[] sorted = Arrays.copyOf(latencies, samples);
    Arrays.sort(sorted);
    out.printf(
        Locale.ROOT,
        "| %s | %,d | %,d | %.2f | %.2f |%n",
        what,
        count * NANOS_PER_SECOND / elapsed,
        commits * NANOS_PER_SECOND / elapsed,
        sorted[samples / 2] / 1e6,
        sorted[(int) (samples * 0.99)] / 1e6);
  }
}
