package io.tappass.audit;

/** Bytes that are no valid part of an audit log. Carries a stable code. */
public final class AuditException extends Exception {

  /** What is wrong. */
  public enum Code {
    /** A line is longer than {@link RecordLine#BYTES_MAX}. */
    TOO_LARGE,
    /** A line is no canonical JSON. */
    NOT_CANONICAL,
    /** Canonical JSON that is no record, or a member of the wrong shape. */
    NOT_A_RECORD,
    /** A record whose bytes do not hash to its fingerprint. */
    FINGERPRINT_MISMATCH,
    /** A record made for another log. */
    WRONG_LOG,
    /** A kind that may not stand in that chain, or not there. */
    WRONG_KIND,
    /** A record that is not the next one of its chain by number. */
    SEQUENCE_BROKEN,
    /** A record that does not carry the fingerprint of the one before it. */
    CHAIN_BROKEN,
    /** A record of a session that was closed, or a session id used twice. */
    SESSION_ENDED,
    /** A session.close whose counts are not those of its session. */
    COUNTS_MISMATCH,
    /** Text that is no signed note, or no checkpoint. */
    NOT_A_CHECKPOINT,
    /** A note without a signature by the key it should have. */
    UNKNOWN_KEY,
    /** A signature of a known key that does not verify. */
    BAD_SIGNATURE,
    /** A checkpoint that a revoked key signed after its revocation. */
    KEY_REVOKED,
    /** No checkpoint at all: nothing is signed. */
    NO_CHECKPOINT,
    /** Checkpoints that do not ascend by size. */
    CHECKPOINT_ORDER,
    /** Two signed checkpoints of one size with two roots: the log told two stories. */
    FORK,
    /** The records do not have the root that was signed. */
    ROOT_MISMATCH,
    /** A signed checkpoint counts more records than there are. */
    TAIL_CUT,
    /** Records after the last signed checkpoint. */
    UNSIGNED_RECORDS,
    /** A line without a newline at its end. */
    UNTERMINATED_LINE,
    /** A pack.json that is not one. */
    BAD_MANIFEST,
    /** What is there differs from what pack.json lists. */
    MANIFEST_MISMATCH,
    /** A listed file that is not there, or is no plain file. */
    MISSING_FILE,
    /** A file that pack.json does not list. */
    EXTRA_FILE,
    /** A document that does not have its digest. */
    DOCUMENT_MISMATCH
  }

  private final Code code;
  private final int offset;

  /**
   * @param offset of the offending byte within the line or text, or -1 where there is none
   */
  public AuditException(Code code, int offset, String message) {
    super(message);
    this.code = code;
    this.offset = offset;
  }

  AuditException(Code code, String message) {
    this(code, -1, message);
  }

  /** What is wrong. */
  public Code code() {
    return code;
  }

  /** The offset of the offending byte within the line or text, or -1. */
  public int offset() {
    return offset;
  }
}
