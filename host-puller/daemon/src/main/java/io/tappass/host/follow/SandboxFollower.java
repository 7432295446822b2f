package io.tappass.host.follow;

import io.tappass.host.apply.Activation;
import io.tappass.host.apply.Applier;
import io.tappass.host.apply.Applier.Damaged;
import io.tappass.host.apply.Applier.NothingApplied;
import io.tappass.host.apply.Applier.Restored;
import io.tappass.host.apply.ApplyRefused;
import io.tappass.host.apply.InForceReport;
import io.tappass.host.apply.SandboxFolder;
import io.tappass.host.apply.SandboxSite;
import io.tappass.host.event.EventLog;
import io.tappass.host.follow.LeaseFollower.Followed;
import io.tappass.host.pull.BundleSource;
import io.tappass.host.pull.SourceException;
import io.tappass.host.socket.SandboxId;
import io.tappass.host.state.DurableFiles;
import io.tappass.host.state.HostClock;
import io.tappass.host.state.SandboxState;
import io.tappass.host.state.SandboxState.Facts;
import io.tappass.policy.CompiledPolicy;
import io.tappass.policy.CompiledPolicyJson;
import io.tappass.policy.Freshness;
import io.tappass.policy.PolicyFormatException;
import io.tappass.trust.DocumentLimits;
import io.tappass.trust.HostVerifier;
import io.tappass.trust.Refusal;
import io.tappass.trust.Release.Stalled;
import io.tappass.trust.SandboxIdentity;
import io.tappass.trust.StorePaths;
import io.tappass.trust.VerifiedEnrolment;
import io.tappass.trust.VerifiedLeaf;
import io.tappass.trust.VerifiedLease;
import io.tappass.trust.VerifiedPolicy;
import io.tappass.trust.VerifiedRelease;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Follows one sandbox: steps 5 to 11, and the facts that its state is concluded from. The daemon's
 * loop calls {@link #follow}; {@link #state} may be asked from any thread at any time.
 */
public final class SandboxFollower {

  /** What is in force. */
  public record InForce(InForceReport report, CompiledPolicy policy) {}

  /**
   * What a follower needs besides the store.
   *
   * @param session the engine's session of a sandbox, for kills of one session
   */
  public record Parts(
      Applier applier,
      TrustFile trust,
      HostClock clock,
      RefusalCounts refusals,
      EventLog log,
      Function<SandboxId, Optional<String>> session) {}

  private static final Freshness NO_GRACE = new Freshness(0, Freshness.OnStale.DENY_ALL);

  private final VerifiedEnrolment enrolment;
  private final SandboxSite site;
  private final SandboxFolder folder;
  private final Fetches fetches;
  private final Parts parts;
  private final HostVerifier verifier = new HostVerifier();

  private volatile @Nullable InForce inForce;
  private volatile boolean isIntact = true;
  private volatile boolean isRevoked;
  private volatile boolean isKilled;
  private volatile List<String> killedSessions = List.of();
  private volatile boolean isRootExpired;
  private volatile boolean isRemoteBelow;
  private volatile boolean isQuarantinedByRelease;
  private volatile boolean isQuarantinedHere;
  private volatile boolean isNewest;
  private volatile @Nullable Instant leaseEnd;
  private boolean wasRevocationAsked;

  /** The release whose policy this host cannot activate; not tried again. */
  private long refusedRelease;

  public SandboxFollower(
      VerifiedEnrolment enrolment,
      SandboxSite site,
      SandboxFolder folder,
      BundleSource source,
      Parts parts) {
    this.enrolment = enrolment;
    this.site = site;
    this.folder = folder;
    this.fetches = new Fetches(source);
    this.parts = parts;
  }

  /** Finds what is in force after a start; before the first poll. */
  public void start(Optional<VerifiedLease> lease) {
    try {
      Optional<byte[]> revocation =
          DurableFiles.read(revocationFile(), DocumentLimits.DOCUMENT_BYTES_MAX);
      if (revocation.isPresent()) {
        takeRevocation(revocation.get());
      }
    } catch (Refusal e) {
      refused(e);
    } catch (IOException e) {
      // INVARIANT: a revocation that cannot be read again is still a revocation.
      isRevoked = true;
    }
    // A quarantine outlives a restart; the release is tried again, in case the host was mended.
    isQuarantinedHere = Files.exists(quarantineFile(), LinkOption.NOFOLLOW_LINKS);
    lease.ifPresent(this::takeLease);
    switch (parts.applier().recover(folder, site)) {
      case NothingApplied ignored -> {}
      case Damaged damaged -> {
        isIntact = false;
        damaged.damage().forEach(line -> event("damaged", "reason", line));
      }
      case Restored restored -> {
        inForce = new InForce(restored.report(), restored.policy());
        isIntact = restored.report().damage().isEmpty();
        isNewest = lease.isPresent() && isInForce(lease.get());
      }
    }
  }

  /** One poll. Never throws: what went wrong is counted and logged. */
  public void follow(Followed followed) {
    isRootExpired = followed.isRootExpired();
    isRemoteBelow = followed.isRemoteBelow();
    followed.lease().ifPresent(this::takeLease);
    try {
      askForRevocation(followed);
      look();
      if (followed.release().isPresent()) {
        takeStalled(followed.release().get());
      }
      Optional<VerifiedRelease> release = leased(followed);
      if (release.isPresent() && isToBeApplied(release.get())) {
        apply(followed, release.get());
      }
    } catch (SourceException e) {
      parts.refusals().count("store_" + e.kind().name().toLowerCase(java.util.Locale.ROOT));
      event("store_failed", "reason", String.valueOf(e.getMessage()));
    } catch (Refusal e) {
      refused(e);
    } catch (ApplyRefused e) {
      parts.refusals().count(e.code());
      event("apply_refused", "code", e.code(), "reason", String.valueOf(e.getMessage()));
    } catch (IOException e) {
      parts.refusals().count("state_failed");
      event("state_failed", "reason", String.valueOf(e));
    }
    isNewest = followed.lease().isPresent() && isInForce(followed.lease().get());
  }

  /** Whether what the lease names is what is in force here; the document need not be at hand. */
  private boolean isInForce(VerifiedLease lease) {
    var named = lease.lease().release();
    return appliedRelease() == named.number()
        && parts
            .trust()
            .state()
            .release()
            .filter(mark -> mark.number() == named.number() && mark.digest().equals(named.digest()))
            .isPresent();
  }

  private void takeLease(VerifiedLease lease) {
    leaseEnd = lease.lease().expiresAt();
    isKilled = !lease.killsOf(enrolment).isEmpty();
    killedSessions = lease.killedSessions();
    isNewest = isInForce(lease);
  }

  /** The release, if it is the one that the newest lease names. */
  private static Optional<VerifiedRelease> leased(Followed followed) {
    if (followed.lease().isEmpty()) {
      return Optional.empty();
    }
    var named = followed.lease().get().lease().release();
    return followed.release().filter(release -> release.name().equals(named));
  }

  private boolean isToBeApplied(VerifiedRelease release) {
    long number = release.release().number();
    return number != refusedRelease && (appliedRelease() < number || !isIntact);
  }

  /** Drift: what is on disk is no longer what was applied. */
  private void look() {
    InForce now = inForce;
    if (now != null) {
      List<String> drift = parts.applier().drift(folder, site, now.report(), now.policy());
      if (!drift.isEmpty() && isIntact) {
        drift.forEach(line -> event("drift", "reason", line));
        parts.refusals().count("drift");
      }
      isIntact = drift.isEmpty() && now.report().damage().isEmpty();
    }
  }

  private void takeStalled(VerifiedRelease release) throws IOException {
    SandboxIdentity identity = enrolment.enrolment().identity();
    List<String> scopes =
        List.of(
            "org",
            "projects." + identity.project(),
            "projects." + identity.project() + ".agents." + identity.agent());
    boolean byRelease = false;
    for (Stalled stalled : release.release().stalled()) {
      byRelease |= stalled.state().equals("quarantined") && scopes.contains(stalled.scope());
    }
    isQuarantinedByRelease = byRelease;
    if (byRelease) {
      writeQuarantine(release);
    }
  }

  /** Steps 5 to 11. */
  private void apply(Followed followed, VerifiedRelease release)
      throws SourceException, Refusal, ApplyRefused, IOException {
    VerifiedLeaf leaf = leaf(followed, release);
    byte[] bytes =
        fetches.required(StorePaths.policy(leaf.leaf().policy()), DocumentLimits.POLICY_BYTES_MAX);
    VerifiedPolicy verified = verifier.policy(leaf, enrolment, bytes);
    try {
      CompiledPolicy policy = CompiledPolicyJson.read(verified.bytes());
      var activation =
          new Activation(verified.release(), verified.digest(), verified.bytes(), policy);
      InForceReport report =
          parts.applier().apply(folder, site, activation, parts.trust()::persist);
      inForce = new InForce(report, policy);
      isIntact = report.damage().isEmpty();
      lift();
      report.damage().forEach(line -> event("damaged", "reason", line));
      event(
          "applied",
          "release",
          Long.toString(report.mark().release()),
          "policy",
          report.mark().policy());
    } catch (PolicyFormatException e) {
      quarantine(release);
      throw new ApplyRefused(
          ApplyRefused.Kind.POLICY, "policy_unloadable", String.valueOf(e.getMessage()));
    } catch (ApplyRefused e) {
      if (e.kind() == ApplyRefused.Kind.POLICY) {
        quarantine(release);
      }
      throw e;
    }
  }

  private void quarantine(VerifiedRelease release) throws IOException {
    isQuarantinedHere = true;
    refusedRelease = release.release().number();
    writeQuarantine(release);
  }

  private void writeQuarantine(VerifiedRelease release) throws IOException {
    if (!Files.exists(quarantineFile(), LinkOption.NOFOLLOW_LINKS)) {
      DurableFiles.replace(
          quarantineFile(),
          Long.toString(release.release().number()).getBytes(StandardCharsets.US_ASCII));
    }
  }

  private void lift() throws IOException {
    isQuarantinedHere = false;
    if (!isQuarantinedByRelease) {
      Files.deleteIfExists(quarantineFile());
    }
  }

  private Path quarantineFile() {
    return folder.path().resolve("quarantine");
  }

  private VerifiedLeaf leaf(Followed followed, VerifiedRelease release)
      throws SourceException, Refusal {
    try {
      return verifier.leaf(
          release, enrolment, path -> fetches.required(path, DocumentLimits.TILE_BYTES_MAX));
    } catch (Refusal.LeafAbsent e) {
      String path =
          StorePaths.admission(
              enrolment.enrolment().identity().sandbox(), release.release().number());
      Optional<byte[]> admission = fetches.optional(path, DocumentLimits.DOCUMENT_BYTES_MAX);
      if (admission.isEmpty()) {
        throw e;
      }
      return verifier.admission(
          followed.root(), release, enrolment, admission.get(), parts.clock().read().now());
    }
  }

  /** Revocations are looked for at the start and with every new lease. */
  private void askForRevocation(Followed followed) throws SourceException, Refusal, IOException {
    boolean wasAsked = wasRevocationAsked && !followed.isNewLease();
    if (isRevoked || wasAsked || !followed.isReachable()) {
      return;
    }
    String path =
        StorePaths.revocation(
            enrolment.enrolment().identity().sandbox(), enrolment.enrolment().epoch());
    Optional<byte[]> revocation = fetches.optional(path, DocumentLimits.DOCUMENT_BYTES_MAX);
    wasRevocationAsked = true;
    if (revocation.isPresent()) {
      takeRevocation(revocation.get());
    }
  }

  private void takeRevocation(byte[] envelope) throws Refusal, IOException {
    try {
      verifier.requireNotRevoked(parts.trust().state().root(), enrolment, envelope);
    } catch (Refusal.Revoked e) {
      isRevoked = true;
      DurableFiles.replace(revocationFile(), envelope);
      throw e;
    }
  }

  private Path revocationFile() {
    return folder.path().resolve("revocation.json");
  }

  /** The state right now; kills and ends of leases count from the moment they are known. */
  public SandboxState state() {
    HostClock.Reading clock = parts.clock().read();
    InForce now = inForce;
    return SandboxState.of(
        new Facts(
            isRevoked,
            isKilled || isSessionKilled(),
            now != null || !isIntact,
            isIntact,
            clock.isSuspect(),
            isRootExpired,
            isQuarantinedByRelease || isQuarantinedHere,
            isRemoteBelow,
            isNewest,
            Optional.ofNullable(leaseEnd),
            now == null ? NO_GRACE : now.policy().freshness()),
        clock.now());
  }

  /** Until the host's launcher starts another session. */
  private boolean isSessionKilled() {
    List<String> killed = killedSessions;
    return !killed.isEmpty()
        && parts.session().apply(site.sandbox()).filter(killed::contains).isPresent();
  }

  /** Until when the policy may decide if nothing newer comes: end of lease and grace. */
  public Optional<Instant> decidesUntil() {
    InForce now = inForce;
    Instant end = leaseEnd;
    return now == null || end == null
        ? Optional.empty()
        : Optional.of(end.plusSeconds(now.policy().freshness().graceSeconds()));
  }

  /** What is in force, if anything is. */
  public Optional<InForce> inForce() {
    return Optional.ofNullable(inForce);
  }

  /** The number of the release in force, or 0. */
  public long appliedRelease() {
    InForce now = inForce;
    return now == null ? 0 : now.report().mark().release();
  }

  /** Who this is. */
  public VerifiedEnrolment enrolment() {
    return enrolment;
  }

  /** Where this is. */
  public SandboxSite site() {
    return site;
  }

  /** The folder of this sandbox. */
  public SandboxFolder folder() {
    return folder;
  }

  private void refused(Refusal refusal) {
    parts.refusals().count(refusal.code());
    event("refused", "code", refusal.code(), "reason", String.valueOf(refusal.getMessage()));
  }

  private void event(String event, String... members) {
    String[] all = new String[members.length + 2];
    all[0] = "sandbox";
    all[1] = site.sandbox().value();
    System.arraycopy(members, 0, all, 2, members.length);
    parts.log().event(event, all);
  }
}
