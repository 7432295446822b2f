package io.tappass.trust;

import java.time.Duration;
import java.time.Instant;

/**
 * Why something is not trusted: one class for each cause, a stable code, and both values. A refusal
 * never changes what is in force.
 */
public abstract sealed class Refusal extends Exception {
  private final String document;
  private final String code;
  private final String wanted;
  private final String found;

  private Refusal(String document, String code, String wanted, String found) {
    super(code + ": " + document + ": wanted " + wanted + ", found " + found);
    this.document = document;
    this.code = code;
    this.wanted = wanted;
    this.found = found;
  }

  /** The kind of document that was refused. */
  public String document() {
    return document;
  }

  /** The stable code, listed in {@code docs/spec/delivery.md}. */
  public String code() {
    return code;
  }

  /** What the check wanted. */
  public String wanted() {
    return wanted;
  }

  /** What it found. */
  public String found() {
    return found;
  }

  /** More bytes than the document may have. */
  public static final class Oversized extends Refusal {
    Oversized(String document, int bytesMax, int bytes) {
      super(document, "oversized", bytesMax + " bytes at most", bytes + " bytes");
    }
  }

  /** No document of that kind: no strict JSON, another shape, an unknown member. */
  public static final class Malformed extends Refusal {
    Malformed(String document, String problem) {
      super(document, "malformed", "a well-formed " + document, problem);
    }
  }

  /** An envelope of another kind of document. */
  public static final class WrongPayloadType extends Refusal {
    WrongPayloadType(String document, String wanted, String found) {
      super(document, "wrong_payload_type", wanted, found);
    }
  }

  /** One key signs twice, to pass for two. */
  public static final class DuplicateSigner extends Refusal {
    DuplicateSigner(String document, String keyId) {
      super(document, "duplicate_signer", "each key once", keyId + " twice");
    }
  }

  /** A signature that names a trusted key and is not of that key. */
  public static final class BadSignature extends Refusal {
    BadSignature(String document, String keyId) {
      super(document, "bad_signature", "a signature of " + keyId, "another signature");
    }
  }

  /** Fewer trusted keys signed than the role wants. */
  public static final class ThresholdNotMet extends Refusal {
    ThresholdNotMet(String document, int wanted, int found) {
      super(document, "threshold_not_met", wanted + " trusted signers", found + " trusted signers");
    }
  }

  /** A document of another organisation. */
  public static final class WrongOrg extends Refusal {
    WrongOrg(String document, String wanted, String found) {
      super(document, "wrong_org", wanted, found);
    }
  }

  /** A root that is not the one after the trusted root. */
  public static final class RootNotNext extends Refusal {
    RootNotNext(String document, long wanted, long found) {
      super(document, "root_not_next", "root " + wanted, "root " + found);
    }
  }

  /** A root without the threshold of the root before it. */
  public static final class RootNotSignedByOld extends Refusal {
    RootNotSignedByOld(String document, int wanted, int found) {
      super(
          document,
          "root_not_signed_by_old",
          wanted + " signers of the root before",
          found + " signers");
    }
  }

  /** A root without its own threshold. */
  public static final class RootNotSignedByNew extends Refusal {
    RootNotSignedByNew(String document, int wanted, int found) {
      super(document, "root_not_signed_by_new", wanted + " signers of its own", found + " signers");
    }
  }

  /** A root whose epoch went down. */
  public static final class RootEpochLower extends Refusal {
    RootEpochLower(String document, long wanted, long found) {
      super(document, "root_epoch_lower", "epoch " + wanted + " or higher", "epoch " + found);
    }
  }

  /** The last root has expired. */
  public static final class RootExpired extends Refusal {
    RootExpired(String document, Instant expiresAt, Instant now) {
      super(document, "root_expired", "before " + expiresAt, now.toString());
    }
  }

  /** A first root that is not the one that the enrolment named. */
  public static final class RootNotPinned extends Refusal {
    RootNotPinned(String document, String wanted, String found) {
      super(document, "root_not_pinned", wanted, found);
    }
  }

  /** A lease made under another root than the trusted one. */
  public static final class LeaseOtherRoot extends Refusal {
    LeaseOtherRoot(String document, long wanted, long found) {
      super(document, "lease_other_root", "root " + wanted, "root " + found);
    }
  }

  /** A lease issued in the future. */
  public static final class LeaseNotStarted extends Refusal {
    LeaseNotStarted(String document, Instant issuedAt, Instant now) {
      super(document, "lease_not_started", "after " + issuedAt, now.toString());
    }
  }

  /** A lease that has ended. */
  public static final class LeaseExpired extends Refusal {
    LeaseExpired(String document, Instant expiresAt, Instant now) {
      super(document, "lease_expired", "before " + expiresAt, now.toString());
    }
  }

  /** A lease that lives longer than any lease may. */
  public static final class LeaseTooLong extends Refusal {
    LeaseTooLong(String document, Duration lifeMax, Duration life) {
      super(document, "lease_too_long", lifeMax + " at most", life.toString());
    }
  }

  /** A lease older than one that was verified before. */
  public static final class LeaseSerialLower extends Refusal {
    LeaseSerialLower(String document, long wanted, long found) {
      super(document, "lease_serial_lower", "serial " + wanted + " or higher", "serial " + found);
    }
  }

  /** Another lease under a serial that was verified before. */
  public static final class LeaseForked extends Refusal {
    LeaseForked(String document, String wanted, String found) {
      super(document, "lease_forked", wanted, found);
    }
  }

  /** The release at hand is older than the lease says: the store withholds the newer one. */
  public static final class Frozen extends Refusal {
    Frozen(String document, long wanted, long found) {
      super(document, "frozen", "release " + wanted, "release " + found);
    }
  }

  /** The release at hand is newer than the lease says: fetch the lease again. */
  public static final class ReleaseNewer extends Refusal {
    ReleaseNewer(String document, long wanted, long found) {
      super(document, "release_newer", "release " + wanted, "release " + found);
    }
  }

  /** The number that the lease names, with other content. */
  public static final class ReleaseDigestMismatch extends Refusal {
    ReleaseDigestMismatch(String document, String wanted, String found) {
      super(document, "release_digest", wanted, found);
    }
  }

  /** A release whose epoch is below what was seen or what the root asks for. */
  public static final class ReleaseEpochLower extends Refusal {
    ReleaseEpochLower(String document, long wanted, long found) {
      super(document, "release_epoch_lower", "epoch " + wanted + " or higher", "epoch " + found);
    }
  }

  /** A release below the high-water mark. */
  public static final class ReleaseNumberLower extends Refusal {
    ReleaseNumberLower(String document, long wanted, long found) {
      super(
          document, "release_number_lower", "release " + wanted + " or higher", "release " + found);
    }
  }

  /** Another release under the number of the high-water mark. */
  public static final class ReleaseForked extends Refusal {
    ReleaseForked(String document, String wanted, String found) {
      super(document, "release_forked", wanted, found);
    }
  }

  /** The enrolment was revoked. */
  public static final class Revoked extends Refusal {
    Revoked(String document, long epoch, long revokedEpoch) {
      super(
          document,
          "revoked",
          "no revocation of enrolment epoch " + epoch,
          "revoked up to epoch " + revokedEpoch);
    }
  }

  /** A tile that the release does not name at that place. */
  public static final class TileDigestMismatch extends Refusal {
    TileDigestMismatch(String document, String wanted, String found) {
      super(document, "tile_digest", wanted, found);
    }
  }

  /** A tile of the path that was not given. */
  public static final class TileMissing extends Refusal {
    TileMissing(String document, String path) {
      super(document, "tile_missing", path, "no tile");
    }
  }

  /** The release proves that it holds no leaf for this sandbox. */
  public static final class LeafAbsent extends Refusal {
    LeafAbsent(String document, String slot, String nearest) {
      super(document, "leaf_absent", "a leaf in slot " + slot, nearest);
    }
  }

  /** An admission of another sandbox or of another enrolment of it. */
  public static final class AdmissionOtherSandbox extends Refusal {
    AdmissionOtherSandbox(String document, String wanted, String found) {
      super(document, "admission_other_sandbox", wanted, found);
    }
  }

  /** An admission to another release than the one in force. */
  public static final class AdmissionOtherRelease extends Refusal {
    AdmissionOtherRelease(String document, String wanted, String found) {
      super(document, "admission_other_release", wanted, found);
    }
  }

  /** An admission that has ended. */
  public static final class AdmissionExpired extends Refusal {
    AdmissionExpired(String document, Instant expiresAt, Instant now) {
      super(document, "admission_expired", "before " + expiresAt, now.toString());
    }
  }

  /** An admission that lives longer than any may. */
  public static final class AdmissionTooLong extends Refusal {
    AdmissionTooLong(String document, Duration lifeMax, Duration life) {
      super(document, "admission_too_long", lifeMax + " at most", life.toString());
    }
  }

  /** Policy bytes that the leaf does not name. */
  public static final class PolicyDigestMismatch extends Refusal {
    PolicyDigestMismatch(String document, String wanted, String found) {
      super(document, "policy_digest", wanted, found);
    }
  }

  /** Policy bytes that are not the canonical form of what they say. */
  public static final class PolicyNotCanonical extends Refusal {
    PolicyNotCanonical(String document, String problem) {
      super(document, "policy_not_canonical", "canonical JSON", problem);
    }
  }

  /** A policy of a schema that this host does not know. */
  public static final class UnknownSchema extends Refusal {
    UnknownSchema(String document, String wanted, String found) {
      super(document, "policy_schema", wanted, found);
    }
  }

  /** A policy for somebody else than the enrolled sandbox. */
  public static final class IdentityMismatch extends Refusal {
    IdentityMismatch(String document, String wanted, String found) {
      super(document, "policy_identity", wanted, found);
    }
  }

  /** A receipt that does not speak of the enrolment whose key signed it. */
  public static final class BadReceipt extends Refusal {
    BadReceipt(String document, String wanted, String found) {
      super(document, "receipt_mismatch", wanted, found);
    }
  }

  /** A ticket that is not yet or no longer valid, or not the one presented. */
  public static final class TicketRefused extends Refusal {
    TicketRefused(String document, String wanted, String found) {
      super(document, "ticket_refused", wanted, found);
    }
  }

  /** A request that does not prove that its sender holds the host key. */
  public static final class NoProofOfPossession extends Refusal {
    NoProofOfPossession(String document, String wanted, String found) {
      super(document, "no_proof_of_possession", wanted, found);
    }
  }
}
