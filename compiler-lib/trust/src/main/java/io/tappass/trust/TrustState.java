package io.tappass.trust;

import io.tappass.json.CanonicalJson;
import io.tappass.json.JsonFields;
import io.tappass.json.JsonShapeException;
import io.tappass.json.JsonValue;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;

/**
 * What a host remembers between runs, so that nothing it has verified is ever undone: the root it
 * trusts, the newest release and lease it has verified, and the time that has certainly passed.
 *
 * @param root payload of the newest root that was verified; kept as bytes in the host's own folder,
 *     which is as trusted as the host itself
 * @param release high-water mark; nothing before the first
 * @param lease high-water mark; nothing before the first
 * @param timeFloor no clock that shows less is believed, see {@link ClockFloor}
 */
public record TrustState(
    TrustedRoot root, Optional<ReleaseMark> release, Optional<LeaseMark> lease, Instant timeFloor) {

  private static final String ROOT = "root";
  private static final String RELEASE = "release";
  private static final String LEASE = "lease";
  private static final String TIME_FLOOR = "time_floor";
  private static final String NUMBER = "number";
  private static final String DIGEST = "digest";
  private static final String EPOCH = "epoch";
  private static final String SERIAL = "serial";

  /** The newest release that was verified. */
  public record ReleaseMark(long number, String digest, long epoch) {
    public ReleaseMark {
      Form.atLeast(1, NUMBER, number);
      Form.digest(DIGEST, digest);
      Form.atLeast(1, EPOCH, epoch);
    }
  }

  /** The newest lease that was verified. */
  public record LeaseMark(long serial, String digest) {
    public LeaseMark {
      Form.atLeast(1, SERIAL, serial);
      Form.digest(DIGEST, digest);
    }
  }

  public TrustState {
    timeFloor = timeFloor.truncatedTo(ChronoUnit.SECONDS);
  }

  /** The state right after enrolment. */
  public static TrustState first(TrustedRoot root, Instant timeFloor) {
    return new TrustState(root, Optional.empty(), Optional.empty(), timeFloor);
  }

  /** This state, trusting a later root. */
  public TrustState with(TrustedRoot later) {
    requireUp("root", root.root().number(), later.root().number());
    return new TrustState(later, release, lease, timeFloor);
  }

  /** This state, having verified a lease. */
  public TrustState with(VerifiedLease verified) {
    requireUp("lease", lease.map(LeaseMark::serial).orElse(0L), verified.lease().serial());
    var mark = new LeaseMark(verified.lease().serial(), verified.digest());
    return new TrustState(
        root, release, Optional.of(mark), later(timeFloor, verified.lease().issuedAt()));
  }

  /** This state, having verified a release. */
  public TrustState with(VerifiedRelease verified) {
    Release newer = verified.release();
    requireUp("release", release.map(ReleaseMark::number).orElse(0L), newer.number());
    var mark = new ReleaseMark(newer.number(), verified.name().digest(), newer.epoch());
    return new TrustState(root, Optional.of(mark), lease, later(timeFloor, newer.releasedAt()));
  }

  /** This state, knowing that it is at least this late. */
  public TrustState withTimeFloor(Instant floor) {
    return new TrustState(root, release, lease, later(timeFloor, floor));
  }

  // INVARIANT: a high-water mark never goes down, whatever order a caller keeps.
  private static void requireUp(String what, long from, long to) {
    if (to < from) {
      throw new IllegalArgumentException("a " + what + " never goes down: " + from + ", " + to);
    }
  }

  private static Instant later(Instant one, Instant other) {
    return one.isBefore(other) ? other : one;
  }

  /** The state's canonical bytes. */
  public byte[] write() {
    var object =
        JsonValue.object()
            .put(ROOT, Base64.getEncoder().encodeToString(root.root().write()))
            .put(TIME_FLOOR, Form.json(timeFloor));
    release.ifPresent(mark ->
        object.put(
            RELEASE,
            JsonValue.object()
                .put(NUMBER, mark.number())
                .put(DIGEST, mark.digest())
                .put(EPOCH, mark.epoch())
                .build()));
    lease.ifPresent(mark ->
        object.put(
            LEASE,
            JsonValue.object().put(SERIAL, mark.serial()).put(DIGEST, mark.digest()).build()));
    return CanonicalJson.writeOwn(object.build());
  }

  /**
   * Reads what {@link #write} wrote, from the host's own folder and nowhere else: the root in it is
   * trusted as it stands.
   *
   * @throws Refusal.Malformed if the bytes are no such state
   */
  public static TrustState read(byte[] bytes) throws Refusal.Malformed {
    return Form.read(
        "trust state", bytes, DocumentLimits.RELEASE_BYTES_MAX, TrustState::readFields);
  }

  private static TrustState readFields(JsonFields fields) throws JsonShapeException {
    byte[] root = Envelope.base64(ROOT, fields.string(ROOT));
    Optional<ReleaseMark> release = Optional.empty();
    if (fields.has(RELEASE)) {
      JsonFields mark = fields.object(RELEASE);
      release =
          Optional.of(
              new ReleaseMark(mark.integer(NUMBER), mark.string(DIGEST), mark.integer(EPOCH)));
      mark.end();
    }
    Optional<LeaseMark> lease = Optional.empty();
    if (fields.has(LEASE)) {
      JsonFields mark = fields.object(LEASE);
      lease = Optional.of(new LeaseMark(mark.integer(SERIAL), mark.string(DIGEST)));
      mark.end();
    }
    try {
      return new TrustState(
          new TrustedRoot(Root.read(root)), release, lease, Form.instant(fields, TIME_FLOOR));
    } catch (Refusal.Malformed e) {
      throw new JsonShapeException(ROOT + ": " + e.getMessage());
    }
  }
}
