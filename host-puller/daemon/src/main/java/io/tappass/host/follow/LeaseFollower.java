package io.tappass.host.follow;

import io.tappass.host.event.EventLog;
import io.tappass.host.pull.BundleSource;
import io.tappass.host.pull.BundleSource.Found;
import io.tappass.host.pull.BundleSource.NotFound;
import io.tappass.host.pull.BundleSource.Unchanged;
import io.tappass.host.pull.SourceException;
import io.tappass.host.pull.SourceException.Kind;
import io.tappass.host.state.DurableFiles;
import io.tappass.host.state.HostClock;
import io.tappass.json.JsonException;
import io.tappass.json.JsonShapeException;
import io.tappass.trust.DocumentLimits;
import io.tappass.trust.Envelope;
import io.tappass.trust.HostVerifier;
import io.tappass.trust.Lease;
import io.tappass.trust.Refusal;
import io.tappass.trust.StorePaths;
import io.tappass.trust.TrustedRoot;
import io.tappass.trust.VerifiedLease;
import io.tappass.trust.VerifiedRelease;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Steps 0 to 4 for the whole host: roots, lease, release. Whatever the store answers, what was
 * verified before stays; only time wears it out. One thread at a time polls.
 */
public final class LeaseFollower {

  /** Roots walked in one poll. */
  public static final int ROOTS_MAX = 16;

  /**
   * What is verified after a poll.
   *
   * @param lease the newest that was ever verified, alive or not
   * @param release the one that a verified lease named; may be older than the lease's
   * @param isNewLease whether this poll brought the lease
   * @param isReachable whether the store answered like one
   * @param isRootExpired at the time of the poll
   * @param isRemoteBelow whether the store shows a release below what was seen
   */
  public record Followed(
      TrustedRoot root,
      Optional<VerifiedLease> lease,
      Optional<VerifiedRelease> release,
      boolean isNewLease,
      boolean isReachable,
      boolean isRootExpired,
      boolean isRemoteBelow) {}

  /** What one poll needs besides the store. */
  public record Parts(
      Path dataFolder, TrustFile trust, HostClock clock, RefusalCounts refusals, EventLog log) {}

  private final BundleSource source;
  private final Fetches fetches;
  private final HostVerifier verifier = new HostVerifier();
  private final Parts parts;
  private Optional<VerifiedLease> lease = Optional.empty();
  private Optional<VerifiedRelease> release = Optional.empty();
  private Optional<String> tag = Optional.empty();
  private boolean isReachable;
  private boolean isRootExpired;
  private boolean isRemoteBelow;

  public LeaseFollower(BundleSource source, Parts parts) {
    this.source = source;
    this.fetches = new Fetches(source);
    this.parts = parts;
  }

  /** Takes up the lease that was verified before the last stop, alive or not. */
  public void recover() {
    try {
      Optional<byte[]> bytes = DurableFiles.read(leaseFile(), DocumentLimits.DOCUMENT_BYTES_MAX);
      if (bytes.isPresent()) {
        var state = parts.trust().state();
        // Verified as at its beginning, because its end and the grace after it are judged by the
        // state, call by call; that it is the newest one is what the mark of its digest says.
        Instant issuedAt =
            Lease.read(Envelope.read(bytes.get(), bytes.get().length).payload()).issuedAt();
        lease = Optional.of(verifier.lease(state.root(), state, bytes.get(), issuedAt));
      }
    } catch (Refusal e) {
      refused(e);
    } catch (IOException | JsonException | JsonShapeException e) {
      parts.log().event("lease_unreadable", "reason", String.valueOf(e));
    }
  }

  /** The newest lease that was verified. */
  public Optional<VerifiedLease> lease() {
    return lease;
  }

  /** One poll. Never throws: what went wrong is counted and logged. */
  public Followed poll() {
    String before = lease.map(VerifiedLease::digest).orElse("");
    isReachable = true;
    attempt(this::requireRootAlive);
    attempt(this::pollLease);
    if (isReachable) {
      attempt(this::pollRelease);
    }
    boolean isNewLease = !lease.map(VerifiedLease::digest).orElse("").equals(before);
    return new Followed(
        parts.trust().state().root(),
        lease,
        release,
        isNewLease,
        isReachable,
        isRootExpired,
        isRemoteBelow);
  }

  private interface Step {
    void take() throws SourceException, Refusal, IOException;
  }

  /** One step; what goes wrong in it keeps what was verified before. */
  private void attempt(Step step) {
    try {
      step.take();
    } catch (SourceException e) {
      isReachable = false;
      parts.refusals().count("store_" + lower(e.kind()));
      parts.log().event("store_failed", "code", lower(e.kind()), "reason", text(e));
    } catch (Refusal e) {
      refused(e);
    } catch (IOException e) {
      parts.refusals().count("state_failed");
      parts.log().event("state_failed", "reason", String.valueOf(e));
    }
  }

  private void requireRootAlive() throws Refusal {
    try {
      verifier.walk(parts.trust().state().root(), List.of(), now());
      isRootExpired = false;
    } catch (Refusal.RootExpired e) {
      // A later root may be in the store; the walk before the lease finds it.
      isRootExpired = true;
      tag = Optional.empty();
    }
  }

  /** Step 0, then steps 1 to 3. */
  private void pollLease() throws SourceException, Refusal, IOException {
    switch (source.fetch(StorePaths.LEASE, DocumentLimits.DOCUMENT_BYTES_MAX, tag)) {
      case Unchanged ignored -> {}
      case NotFound ignored ->
          throw new SourceException(Kind.NONSENSE, StorePaths.LEASE + " is absent");
      case Found found -> {
        walkRoots();
        takeLease(found);
      }
    }
  }

  private void walkRoots() throws SourceException, Refusal, IOException {
    TrustedRoot from = parts.trust().state().root();
    List<byte[]> later = new ArrayList<>();
    while (later.size() < ROOTS_MAX) {
      long number = from.root().number() + later.size() + 1;
      Optional<byte[]> next =
          fetches.optional(StorePaths.root(number), DocumentLimits.DOCUMENT_BYTES_MAX);
      if (next.isEmpty()) {
        break;
      }
      later.add(next.get());
    }
    TrustedRoot last = verifier.walk(from, later, now());
    isRootExpired = false;
    if (!later.isEmpty()) {
      parts.trust().update(state -> state.with(last));
      parts.trust().persist();
      parts.log().event("root_walked", "root", Long.toString(last.root().number()));
    }
  }

  private void takeLease(Found found) throws Refusal, IOException {
    var state = parts.trust().state();
    VerifiedLease verified = verifier.lease(state.root(), state, found.bytes(), now());
    parts.trust().update(old -> old.with(verified));
    parts.trust().persist();
    DurableFiles.replace(leaseFile(), found.bytes());
    parts.clock().verified(verified.lease().issuedAt());
    lease = Optional.of(verified);
    tag = found.tag();
  }

  /** Step 4; a release newer than the lease means that the lease is to be fetched again. */
  private void pollRelease() throws SourceException, Refusal, IOException {
    if (isFollowed()) {
      isRemoteBelow = false;
      return;
    }
    try {
      takeRelease();
    } catch (Refusal.ReleaseNewer e) {
      refused(e);
      tag = Optional.empty();
      pollLease();
      if (!isFollowed()) {
        takeRelease();
      }
    } catch (Refusal.Frozen | Refusal.ReleaseNumberLower e) {
      isRemoteBelow = true;
      throw e;
    }
  }

  private boolean isFollowed() {
    return lease.isEmpty()
        || release.filter(known -> known.name().equals(lease.get().lease().release())).isPresent();
  }

  private void takeRelease() throws SourceException, Refusal {
    VerifiedLease named = lease.orElseThrow();
    byte[] bytes =
        fetches.required(
            StorePaths.release(named.lease().release().number()), DocumentLimits.RELEASE_BYTES_MAX);
    var state = parts.trust().state();
    VerifiedRelease verified = verifier.release(state.root(), named, state, bytes);
    // In memory at once; on disk with the first sandbox that has its generation staged.
    parts.trust().update(old -> old.with(verified));
    release = Optional.of(verified);
    isRemoteBelow = false;
  }

  private void refused(Refusal refusal) {
    if (refusal instanceof Refusal.RootExpired) {
      isRootExpired = true;
    }
    parts.refusals().count(refusal.code());
    parts.log().event("refused", "code", refusal.code(), "reason", text(refusal));
  }

  private Instant now() {
    return parts.clock().read().now();
  }

  private Path leaseFile() {
    return parts.dataFolder().resolve("lease.json");
  }

  private static String lower(Kind kind) {
    return kind.name().toLowerCase(java.util.Locale.ROOT);
  }

  private static String text(Exception e) {
    return String.valueOf(e.getMessage());
  }
}
