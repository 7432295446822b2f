package io.tappass.host;

import io.tappass.host.HostStatus.SandboxStatus;
import io.tappass.host.apply.Applier;
import io.tappass.host.apply.DecisionPoint;
import io.tappass.host.apply.SandboxFolder;
import io.tappass.host.apply.SandboxSite;
import io.tappass.host.follow.LeaseFollower;
import io.tappass.host.follow.LeaseFollower.Followed;
import io.tappass.host.follow.ReceiptSender;
import io.tappass.host.follow.RefusalCounts;
import io.tappass.host.follow.SandboxFollower;
import io.tappass.host.follow.SandboxReporter;
import io.tappass.host.follow.TrustFile;
import io.tappass.host.socket.HookSocket;
import io.tappass.host.socket.SandboxId;
import io.tappass.host.state.DurableFiles;
import io.tappass.host.state.HostClock;
import io.tappass.host.state.HostLock;
import io.tappass.host.state.SandboxState;
import io.tappass.trust.DocumentLimits;
import io.tappass.trust.HostVerifier;
import io.tappass.trust.LocalSigner;
import io.tappass.trust.Refusal;
import io.tappass.trust.VerifiedEnrolment;
import io.tappass.trust.VerifiedLease;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/**
 * The daemon of one host: {@link #start} takes the data folder, finds what is in force, answers the
 * hook sockets and follows the store until {@link #close}. No error of the loop ever stops it.
 */
public final class HostDaemon implements AutoCloseable {

  /** How often the time is written down while nothing else is. */
  private static final Duration FLOOR_EVERY = Duration.ofSeconds(30);

  /** One sandbox that this host follows. */
  private record Sandbox(SandboxFollower follower, SandboxReporter reporter) {}

  private final HostConfig config;
  private final HostParts parts;
  private final HostLock lock;
  private final TrustFile trust;
  private final HostClock clock;
  private final LeaseFollower leases;
  private final ReceiptSender sender;
  private final RefusalCounts refusals = new RefusalCounts();
  private final Map<SandboxId, Sandbox> sandboxes =
      new ConcurrentSkipListMap<>(Comparator.comparing(SandboxId::value));
  private final List<HookSocket> sockets = new ArrayList<>();
  private final Thread loop;

  private final ReentrantLock wake = new ReentrantLock();
  private final Condition awake = wake.newCondition();
  private boolean isNudged;
  private boolean isClosed;
  private final AtomicLong polls = new AtomicLong();
  private volatile Followed last;
  private Instant floorWritten;

  private HostDaemon(HostConfig config, HostParts parts, HostLock lock, TrustFile trust) {
    this.config = config;
    this.parts = parts;
    this.lock = lock;
    this.trust = trust;
    this.clock = new HostClock(parts.wall(), parts.monotonicNanos(), trust.state().timeFloor());
    this.leases =
        new LeaseFollower(
            parts.source(),
            new LeaseFollower.Parts(config.dataFolder(), trust, clock, refusals, parts.log()));
    this.sender = new ReceiptSender(parts.receipts(), parts.log());
    this.floorWritten = Instant.EPOCH;
    this.last =
        new Followed(
            trust.state().root(), Optional.empty(), Optional.empty(), false, false, false, false);
    this.loop = Thread.ofPlatform().daemon().name("tappass-host").unstarted(this::run);
  }

  /**
   * Starts the daemon; returns once the sockets answer, with what was in force before the stop.
   *
   * @throws IOException if another daemon has the folder, the host was never enrolled, or the state
   *     cannot be read
   */
  public static HostDaemon start(HostConfig config, HostParts parts) throws IOException {
    DurableFiles.ensureFolder(config.dataFolder());
    DurableFiles.ensureFolder(config.runFolder());
    HostLock lock = HostLock.take(config.dataFolder().resolve("host.lock"));
    try {
      TrustFile trust =
          TrustFile.open(config.dataFolder())
              .orElseThrow(
                  () -> new IOException("no sandbox was enrolled here yet: enrol one first"));
      LocalSigner signer = HostKey.of(config.dataFolder(), parts.random());
      var daemon = new HostDaemon(config, parts, lock, trust);
      try {
        daemon.open(signer);
      } catch (IOException | RuntimeException e) {
        daemon.close();
        throw e;
      }
      return daemon;
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private void open(LocalSigner signer) throws IOException {
    leases.recover();
    Optional<VerifiedLease> lease = leases.lease();
    for (SandboxSite site : config.sites()) {
      enrolled(site, signer)
          .ifPresent(enrolment -> {
            try {
              follow(site, enrolment, signer, lease);
            } catch (IOException e) {
              parts
                  .log()
                  .event(
                      "sandbox_unusable",
                      "sandbox",
                      site.sandbox().value(),
                      "reason",
                      String.valueOf(e));
            }
          });
      sockets.add(
          HookSocket.open(
              new HookSocket.Address(
                  site.sandbox(), socket(config.runFolder(), site.sandbox()), user(site)),
              parts.engine()::answer,
              parts.log()));
    }
    parts.log().event("started", "host", config.host());
    loop.start();
  }

  private static Optional<UserPrincipal> user(SandboxSite site) throws IOException {
    return site.user().isEmpty()
        ? Optional.empty()
        : Optional.of(
            FileSystems.getDefault()
                .getUserPrincipalLookupService()
                .lookupPrincipalByName(site.user().get()));
  }

  /** The sandbox's enrolment, if it is one of this host and this key. */
  private Optional<VerifiedEnrolment> enrolled(SandboxSite site, LocalSigner signer)
      throws IOException {
    SandboxFolder folder = SandboxFolder.open(config.dataFolder(), site.sandbox());
    Optional<byte[]> envelope =
        DurableFiles.read(HostEnrolment.enrolmentFile(folder), DocumentLimits.DOCUMENT_BYTES_MAX);
    if (envelope.isEmpty()) {
      parts.log().event("not_enrolled", "sandbox", site.sandbox().value());
      return Optional.empty();
    }
    try {
      VerifiedEnrolment verified =
          new HostVerifier().enrolment(trust.state().root(), envelope.get());
      boolean isOurs =
          verified.enrolment().identity().sandbox().equals(site.sandbox().value())
              && verified.enrolment().host().equals(config.host())
              && verified.enrolment().hostKey().keyId().equals(signer.key().keyId());
      if (isOurs) {
        return Optional.of(verified);
      }
      refusals.count("enrolment_other_host");
      parts.log().event("enrolment_other_host", "sandbox", site.sandbox().value());
    } catch (Refusal e) {
      refusals.count(e.code());
      parts.log().event("refused", "sandbox", site.sandbox().value(), "code", e.code());
    }
    return Optional.empty();
  }

  private void follow(
      SandboxSite site,
      VerifiedEnrolment enrolment,
      LocalSigner signer,
      Optional<VerifiedLease> lease)
      throws IOException {
    DecisionPoint decisionPoint =
        (sandbox, activation) -> parts.engine().prepare(sandbox, activation, () -> state(sandbox));
    var applier = new Applier(parts.providers(), parts.kernel(), decisionPoint, parts.observer());
    var follower =
        new SandboxFollower(
            enrolment,
            site,
            SandboxFolder.open(config.dataFolder(), site.sandbox()),
            parts.source(),
            new SandboxFollower.Parts(
                applier, trust, clock, refusals, parts.log(), parts.engine()::session));
    var reporter =
        new SandboxReporter(
            follower,
            new SandboxReporter.Parts(
                config.host(),
                parts.boot(),
                signer,
                parts.random(),
                clock,
                refusals,
                sender,
                parts.log()));
    sandboxes.put(site.sandbox(), new Sandbox(follower, reporter));
    follower.start(lease);
    reporter.report(false);
  }

  private SandboxState state(SandboxId sandbox) {
    Sandbox followed = sandboxes.get(sandbox);
    return followed == null ? SandboxState.ABSENT : followed.follower().state();
  }

  private void run() {
    while (true) {
      try {
        poll();
      } catch (RuntimeException e) {
        // INVARIANT: nothing stops the loop; what is in force wears out by time alone.
        parts.log().event("loop_failed", "reason", String.valueOf(e));
      }
      if (!pause()) {
        return;
      }
    }
  }

  private void poll() {
    Followed followed = leases.poll();
    for (Sandbox sandbox : sandboxes.values()) {
      sandbox.follower().follow(followed);
    }
    last = followed;
    for (Sandbox sandbox : sandboxes.values()) {
      sandbox.reporter().report(followed.isNewLease());
    }
    writeFloor();
    polls.incrementAndGet();
  }

  private void writeFloor() {
    Instant now = clock.read().now();
    if (Duration.between(floorWritten, now).compareTo(FLOOR_EVERY) >= 0) {
      trust.update(state -> state.withTimeFloor(now));
      floorWritten = now;
    }
    try {
      trust.persist();
    } catch (IOException e) {
      refusals.count("state_failed");
      parts.log().event("state_failed", "reason", String.valueOf(e));
    }
  }

  /** Waits for the next poll; false once the daemon is to end. */
  private boolean pause() {
    long millis = config.poll().toMillis();
    long jitter = Math.max(1, millis / 5);
    long nanos =
        TimeUnit.MILLISECONDS.toNanos(
            // Never longer than the poll: what is promised of it is how late a lease may be seen.
            millis - RandomGenerator.getDefault().nextLong(jitter + 1));
    wake.lock();
    try {
      while (!isClosed && !isNudged && nanos > 0) {
        nanos = awake.awaitNanos(nanos);
      }
      isNudged = false;
      return !isClosed;
    } catch (InterruptedException e) {
      return false;
    } finally {
      wake.unlock();
    }
  }

  /** Asks for a poll now; the doorbell. */
  public void nudge() {
    wake.lock();
    try {
      isNudged = true;
      awake.signalAll();
    } finally {
      wake.unlock();
    }
  }

  /** What is desired and what is in force, right now. */
  public HostStatus status() {
    List<SandboxStatus> statuses = new ArrayList<>();
    for (SandboxSite site : config.sites()) {
      Sandbox followed = sandboxes.get(site.sandbox());
      statuses.add(
          new SandboxStatus(
              site.sandbox().value(),
              state(site.sandbox()),
              followed == null ? 0 : followed.follower().appliedRelease(),
              followed == null
                  ? Optional.empty()
                  : followed.follower().inForce().map(SandboxFollower.InForce::report)));
    }
    Followed seen = last;
    Optional<VerifiedLease> lease = seen.lease().isPresent() ? seen.lease() : leases.lease();
    return new HostStatus(
        config.host(),
        clock.read().now(),
        seen.isReachable(),
        polls.get(),
        lease.map(found -> found.lease().serial()).orElse(0L),
        lease.map(found -> found.lease().expiresAt()),
        lease.map(found -> found.lease().release().number()).orElse(0L),
        statuses);
  }

  /** Where a sandbox's hook socket is. */
  public static Path socket(Path runFolder, SandboxId sandbox) {
    return runFolder.resolve(sandbox.value() + ".sock");
  }

  /** What targets read through, once something is in force. */
  public static Path current(Path dataFolder, SandboxId sandbox) {
    return SandboxFolder.at(dataFolder, sandbox).current();
  }

  /** Stops answering and following, and lets the folder go. What is in force stays so. */
  @Override
  public void close() {
    wake.lock();
    try {
      isClosed = true;
      awake.signalAll();
    } finally {
      wake.unlock();
    }
    sockets.forEach(HookSocket::close);
    sender.close();
    try {
      if (loop.isAlive() && loop != Thread.currentThread()) {
        // An apply under way is finished, not cut off.
        loop.join(Duration.ofSeconds(30));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    parts.source().close();
    try {
      trust.persist();
      lock.close();
    } catch (IOException e) {
      parts.log().event("close_failed", "reason", String.valueOf(e));
    }
    parts.log().event("stopped", "host", config.host());
  }
}
