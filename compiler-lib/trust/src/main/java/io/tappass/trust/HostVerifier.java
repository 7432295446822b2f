package io.tappass.trust;

import io.tappass.trust.TrustState.LeaseMark;
import io.tappass.trust.TrustState.ReleaseMark;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a host does before it believes anything: steps 0 to 5 of {@code docs/spec/delivery.md}, each
 * a function from bytes to a value that nobody else can make, or one refusal. Step 6 is {@link
 * PolicyCheck}. Bytes are read once by the caller; time is one fixed instant for the whole run.
 */
public final class HostVerifier {
  private final Checks checks;

  /** The verifier with every check. */
  public HostVerifier() {
    this(Checks.ALL);
  }

  HostVerifier(Checks checks) {
    this.checks = checks;
  }

  /**
   * Step 0, at enrolment: the first root, whose digest came with the ticket.
   *
   * @param digest of the root's payload
   */
  public TrustedRoot pin(byte[] envelope, String digest) throws Refusal {
    var opened = Dsse.open(checks, PayloadTypes.ROOT, envelope, DocumentLimits.DOCUMENT_BYTES_MAX);
    Root root = Root.read(opened.envelope().payload());
    checks.require(
        Check.ROOT_PINNED,
        root.digest().equals(digest),
        () -> new Refusal.RootNotPinned("root", digest, root.digest()));
    requireOwnThreshold(opened, root);
    return new TrustedRoot(root);
  }

  /**
   * Step 0: walks from the trusted root over the later ones, in their order, and requires the last
   * one to be alive.
   */
  public TrustedRoot walk(TrustedRoot from, List<byte[]> later, Instant now) throws Refusal {
    TrustedRoot last = from;
    for (byte[] envelope : later) {
      last = next(last, envelope);
    }
    Root root = last.root();
    checks.require(
        Check.ROOT_EXPIRY,
        now.isBefore(root.expiresAt()),
        () -> new Refusal.RootExpired("root", root.expiresAt(), now));
    return last;
  }

  private TrustedRoot next(TrustedRoot from, byte[] envelope) throws Refusal {
    var opened = Dsse.open(checks, PayloadTypes.ROOT, envelope, DocumentLimits.DOCUMENT_BYTES_MAX);
    Root old = from.root();
    Root root = Root.read(opened.envelope().payload());
    requireOrg(Check.ROOT_ORG, "root", old.org(), root.org());
    checks.require(
        Check.ROOT_NEXT,
        root.number() == old.number() + 1,
        () -> new Refusal.RootNotNext("root", old.number() + 1, root.number()));
    int oldSigners = opened.signers(old.keysOf(Role.ROOT));
    checks.require(
        Check.ROOT_OLD_THRESHOLD,
        oldSigners >= old.thresholdOf(Role.ROOT),
        () -> new Refusal.RootNotSignedByOld("root", old.thresholdOf(Role.ROOT), oldSigners));
    requireOwnThreshold(opened, root);
    checks.require(
        Check.ROOT_EPOCH,
        root.epoch() >= old.epoch(),
        () -> new Refusal.RootEpochLower("root", old.epoch(), root.epoch()));
    return new TrustedRoot(root);
  }

  private void requireOwnThreshold(Dsse.Opened opened, Root root) throws Refusal {
    int signers = opened.signers(root.keysOf(Role.ROOT));
    checks.require(
        Check.ROOT_NEW_THRESHOLD,
        signers >= root.thresholdOf(Role.ROOT),
        () -> new Refusal.RootNotSignedByNew("root", root.thresholdOf(Role.ROOT), signers));
  }

  /** Verifies the host's own enrolment, or, on the server, anybody's. */
  public VerifiedEnrolment enrolment(TrustedRoot root, byte[] envelope) throws Refusal {
    Enrolment enrolment =
        Enrolment.read(verified(root, Role.ENROLMENT, PayloadTypes.ENROLMENT, envelope));
    requireOrg(Check.ENROLMENT_ORG, "enrolment", root.root().org(), enrolment.identity().org());
    return new VerifiedEnrolment(enrolment);
  }

  /**
   * Verifies a revocation and refuses the enrolment if the revocation voids it.
   *
   * @throws Refusal.Revoked if it does; another refusal if the revocation itself is not to be
   *     believed, which changes nothing
   */
  public void requireNotRevoked(TrustedRoot root, VerifiedEnrolment enrolment, byte[] envelope)
      throws Refusal {
    Revocation revocation =
        Revocation.read(verified(root, Role.ENROLMENT, PayloadTypes.REVOCATION, envelope));
    Enrolment mine = enrolment.enrolment();
    boolean voids =
        revocation.org().equals(mine.identity().org())
            && revocation.sandbox().equals(mine.identity().sandbox())
            && revocation.epoch() >= mine.epoch();
    checks.require(
        Check.ENROLMENT_REVOKED,
        !voids,
        () -> new Refusal.Revoked("enrolment", mine.epoch(), revocation.epoch()));
  }

  /** Step 3. */
  public VerifiedLease lease(TrustedRoot root, TrustState state, byte[] envelope, Instant now)
      throws Refusal {
    var opened = Dsse.open(checks, PayloadTypes.LEASE, envelope, DocumentLimits.DOCUMENT_BYTES_MAX);
    requireLeaseSigners(root.root(), opened);
    Lease lease = Lease.read(opened.envelope().payload());
    requireOrg(Check.LEASE_ORG, "lease", root.root().org(), lease.org());
    checks.require(
        Check.LEASE_ROOT,
        lease.root() == root.root().number(),
        () -> new Refusal.LeaseOtherRoot("lease", root.root().number(), lease.root()));
    requireLeaseTime(lease, now);
    LeaseMark mark = state.lease().orElse(null);
    if (mark != null) {
      checks.require(
          Check.LEASE_SERIAL,
          lease.serial() >= mark.serial(),
          () -> new Refusal.LeaseSerialLower("lease", mark.serial(), lease.serial()));
      checks.require(
          Check.LEASE_SAME,
          lease.serial() != mark.serial() || lease.digest().equals(mark.digest()),
          () -> new Refusal.LeaseForked("lease", mark.digest(), lease.digest()));
    }
    return new VerifiedLease(lease);
  }

  /** The lease role, or in an emergency the root role: both need their threshold. */
  private void requireLeaseSigners(Root root, Dsse.Opened opened) throws Refusal {
    int threshold = root.thresholdOf(Role.LEASE);
    int signers = opened.signers(root.keysOf(Role.LEASE));
    boolean emergency = opened.signers(root.keysOf(Role.ROOT)) >= root.thresholdOf(Role.ROOT);
    checks.require(
        Check.THRESHOLD,
        signers >= threshold || emergency,
        () -> new Refusal.ThresholdNotMet("lease", threshold, signers));
  }

  private void requireLeaseTime(Lease lease, Instant now) throws Refusal {
    checks.require(
        Check.LEASE_STARTED,
        !lease.issuedAt().isAfter(now.plus(Lease.SKEW_MAX)),
        () -> new Refusal.LeaseNotStarted("lease", lease.issuedAt(), now));
    checks.require(
        Check.LEASE_EXPIRY,
        now.isBefore(lease.expiresAt()),
        () -> new Refusal.LeaseExpired("lease", lease.expiresAt(), now));
    var life = Duration.between(lease.issuedAt(), lease.expiresAt());
    checks.require(
        Check.LEASE_LIFE,
        life.compareTo(Lease.LIFE_MAX) <= 0,
        () -> new Refusal.LeaseTooLong("lease", Lease.LIFE_MAX, life));
  }

  /** Step 4. */
  public VerifiedRelease release(
      TrustedRoot root, VerifiedLease lease, TrustState state, byte[] envelope) throws Refusal {
    Release release = Release.read(verified(root, Role.RELEASE, PayloadTypes.RELEASE, envelope));
    requireOrg(Check.RELEASE_ORG, "release", root.root().org(), release.org());
    ReleaseName wanted = lease.lease().release();
    ReleaseName found = release.name();
    checks.require(Check.RELEASE_IS_LEASED, found.equals(wanted), () -> notLeased(wanted, found));
    Optional<ReleaseMark> mark = state.release();
    long epochMin = Math.max(root.root().epoch(), mark.map(ReleaseMark::epoch).orElse(0L));
    checks.require(
        Check.RELEASE_EPOCH,
        release.epoch() >= epochMin,
        () -> new Refusal.ReleaseEpochLower("release", epochMin, release.epoch()));
    if (mark.isPresent()) {
      ReleaseMark seen = mark.get();
      checks.require(
          Check.RELEASE_NUMBER,
          found.number() >= seen.number(),
          () -> new Refusal.ReleaseNumberLower("release", seen.number(), found.number()));
      checks.require(
          Check.RELEASE_SAME,
          found.number() != seen.number() || found.digest().equals(seen.digest()),
          () -> new Refusal.ReleaseForked("release", seen.digest(), found.digest()));
    }
    return new VerifiedRelease(release);
  }

  private static Refusal notLeased(ReleaseName wanted, ReleaseName found) {
    if (found.number() < wanted.number()) {
      return new Refusal.Frozen("release", wanted.number(), found.number());
    }
    if (found.number() > wanted.number()) {
      return new Refusal.ReleaseNewer("release", wanted.number(), found.number());
    }
    return new Refusal.ReleaseDigestMismatch("release", wanted.digest(), found.digest());
  }

  /**
   * Step 5: the leaf of the enrolled sandbox, by one tile for each level.
   *
   * @throws Refusal.LeafAbsent if the release proves that there is none; see {@link #admission}
   * @throws X if a tile could not be read
   */
  public <X extends Exception> VerifiedLeaf leaf(
      VerifiedRelease release, VerifiedEnrolment enrolment, TileSource<X> tiles) throws Refusal, X {
    String slot = enrolment.enrolment().slot();
    Leaf leaf = new TileDescent(checks, release.release(), slot).find(tiles);
    return new VerifiedLeaf(leaf, release.name(), false);
  }

  /** Step 5, for a sandbox that was enrolled after the release. */
  public VerifiedLeaf admission(
      TrustedRoot root,
      VerifiedRelease release,
      VerifiedEnrolment enrolment,
      byte[] envelope,
      Instant now)
      throws Refusal {
    Admission admission =
        Admission.read(verified(root, Role.ENROLMENT, PayloadTypes.ADMISSION, envelope));
    String wanted = admitted(enrolment.enrolment());
    String found =
        admission.org()
            + "/"
            + admission.sandbox()
            + " epoch "
            + admission.enrolmentEpoch()
            + " slot "
            + admission.leaf().slot();
    checks.require(
        Check.ADMISSION_SANDBOX,
        found.equals(wanted),
        () -> new Refusal.AdmissionOtherSandbox("admission", wanted, found));
    checks.require(
        Check.ADMISSION_RELEASE,
        admission.release().equals(release.name()),
        () ->
            new Refusal.AdmissionOtherRelease(
                "admission", release.name().toString(), admission.release().toString()));
    checks.require(
        Check.ADMISSION_EXPIRY,
        now.isBefore(admission.expiresAt()),
        () -> new Refusal.AdmissionExpired("admission", admission.expiresAt(), now));
    var life = Duration.between(admission.issuedAt(), admission.expiresAt());
    checks.require(
        Check.ADMISSION_LIFE,
        life.compareTo(Admission.LIFE_MAX) <= 0,
        () -> new Refusal.AdmissionTooLong("admission", Admission.LIFE_MAX, life));
    return new VerifiedLeaf(admission.leaf(), release.name(), true);
  }

  private static String admitted(Enrolment enrolment) {
    return enrolment.identity().org()
        + "/"
        + enrolment.identity().sandbox()
        + " epoch "
        + enrolment.epoch()
        + " slot "
        + enrolment.slot();
  }

  /** Step 6; see {@link PolicyCheck}. */
  public VerifiedPolicy policy(VerifiedLeaf leaf, VerifiedEnrolment enrolment, byte[] bytes)
      throws Refusal {
    return new PolicyCheck(checks).verify(leaf, enrolment, bytes);
  }

  /** Steps 1 and 2: size, envelope, type, signatures, threshold. */
  private byte[] verified(TrustedRoot root, Role role, String payloadType, byte[] envelope)
      throws Refusal {
    var opened = Dsse.open(checks, payloadType, envelope, DocumentLimits.of(payloadType));
    return opened.verify(root.root().keysOf(role), root.root().thresholdOf(role));
  }

  private void requireOrg(Check check, String document, String wanted, String found)
      throws Refusal {
    checks.require(
        check, found.equals(wanted), () -> new Refusal.WrongOrg(document, wanted, found));
  }
}
