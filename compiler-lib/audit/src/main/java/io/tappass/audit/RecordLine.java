package io.tappass.audit;

import io.tappass.audit.AuditException.Code;
import io.tappass.audit.LineScanner.Field;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One stored record: its exact bytes, and the facts that chain and count it. Only the reader below
 * makes one, so a RecordLine is canonical and hashes to its own fingerprint. Whether it continues
 * its chain is for a {@link ChainLedger} to say.
 */
public final class RecordLine {

  /** Bytes of a record without its newline; what an entry of a C2SP tiled log can hold. */
  public static final int BYTES_MAX = 65_535;

  /** Hexadecimal digits of a fingerprint. */
  static final int FINGERPRINT_CHARS = 64;

  private static final byte[] SLICE_START =
      (",\"fingerprint\":{\"algorithm_id\":3,\"encoding_id\":1,\"serialization_id\":2,"
              + "\"value\":\"")
          .getBytes(StandardCharsets.US_ASCII);

  private static final int COUNT_DIGITS_MAX = 15;
  private static final HexFormat HEX = HexFormat.of();

  private final byte[] bytes;
  private final byte[] leafHash;
  private final RecordKind kind;
  private final String authority;
  private final String chain;
  private final long sequence;
  private final @Nullable String previous;
  private final String fingerprint;
  private final @Nullable Effect effect;
  private final @Nullable SessionCounts counts;
  private final @Nullable String policyDigest;
  private final long wallMillis;
  private final long monotonicNanos;
  private final String bootId;
  private final long gapRecovered;
  private final long gapSigned;

  private RecordLine(byte[] bytes, Reader reader, String fingerprint) throws AuditException {
    this.bytes = bytes;
    this.leafHash = MerkleHash.leaf(reader.sha256, bytes, 0, bytes.length);
    this.fingerprint = fingerprint;
    this.kind =
        RecordKind.of(reader.text(Field.KIND))
            .orElseThrow(() -> reader.fail(Field.KIND, "an unknown kind of record"));
    this.authority = reader.identifier(Field.AUTHORITY);
    this.chain = reader.identifier(Field.CHAIN);
    this.sequence = reader.count(Field.SEQUENCE);
    this.previous = reader.has(Field.PREVIOUS) ? reader.text(Field.PREVIOUS) : null;
    this.effect = kind == RecordKind.DECISION ? reader.effect() : null;
    this.counts = kind == RecordKind.SESSION_CLOSE ? reader.counts() : null;
    this.policyDigest = reader.has(Field.POLICY_DIGEST) ? reader.text(Field.POLICY_DIGEST) : null;
    this.wallMillis = reader.count(Field.TIME);
    this.monotonicNanos = reader.tagged(Field.MONOTONIC);
    this.bootId = reader.identifier(Field.BOOT);
    boolean isGap = kind == RecordKind.GAP;
    this.gapRecovered = isGap ? reader.count(Field.GAP_RECOVERED) : 0;
    this.gapSigned = isGap ? reader.count(Field.GAP_SIGNED) : 0;
  }

  /** Reads lines one after the other; not for use by several threads. */
  public static final class Reader {
    private final LineScanner scanner = new LineScanner();
    private final MessageDigest sha256 = MerkleHash.sha256();
    private byte[] source = {};
    private int from;

    /**
     * The record that stands in {@code source} from {@code start} to before {@code end}, its
     * newline not counted.
     *
     * @throws AuditException TOO_LARGE, NOT_CANONICAL, NOT_A_RECORD or FINGERPRINT_MISMATCH, with
     *     the offset from {@code start}
     */
    public RecordLine read(byte[] source, int start, int end) throws AuditException {
      this.source = source;
      this.from = start;
      scanner.scan(source, start, end);
      String computed = HEX.formatHex(fingerprint(end));
      String claimed = text(Field.FINGERPRINT_VALUE);
      if (!claimed.equals(computed)) {
        throw new AuditException(
            Code.FINGERPRINT_MISMATCH,
            0,
            "the bytes hash to " + computed + " and the record says " + claimed);
      }
      return new RecordLine(Arrays.copyOfRange(source, start, end), this, claimed);
    }

    /** Puts the right fingerprint into {@code line}, whose fingerprint value is a placeholder. */
    RecordLine seal(byte[] line) throws AuditException {
      this.source = line;
      this.from = 0;
      scanner.scan(line, 0, line.length);
      String value = HEX.formatHex(fingerprint(line.length));
      text(Field.FINGERPRINT_VALUE);
      byte[] digits = value.getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(digits, 0, line, scanner.start(Field.FINGERPRINT_VALUE), digits.length);
      return new RecordLine(line, this, value);
    }

    /** SHA-256 over the line without the comma and the fingerprint member after it. */
    private byte[] fingerprint(int end) throws AuditException {
      if (!has(Field.FINGERPRINT) || !has(Field.FINGERPRINT_VALUE)) {
        throw new AuditException(Code.NOT_A_RECORD, 0, "no fingerprint");
      }
      int before = scanner.fingerprintMemberStart() - 1;
      int after = scanner.end(Field.FINGERPRINT);
      int valueStart = scanner.start(Field.FINGERPRINT_VALUE);
      // What the hash leaves out must be fixed, or it could be changed without notice.
      boolean isFixed =
          Arrays.equals(source, before, valueStart, SLICE_START, 0, SLICE_START.length)
              && scanner.end(Field.FINGERPRINT_VALUE) == valueStart + FINGERPRINT_CHARS
              && after == valueStart + FINGERPRINT_CHARS + 2;
      if (!isFixed) {
        throw fail(Field.FINGERPRINT, "a fingerprint in another form");
      }
      sha256.update(source, from, before - from);
      sha256.update(source, after, end - after);
      return sha256.digest();
    }

    private boolean has(Field field) {
      return scanner.has(field);
    }

    private String text(Field field) throws AuditException {
      if (!has(field)) {
        throw new AuditException(Code.NOT_A_RECORD, 0, "no " + field);
      }
      int start = scanner.start(field);
      if (start == from || source[start - 1] != '"') {
        throw fail(field, field + " is no string");
      }
      int end = scanner.end(field);
      if (ByteSearch.plainEnd(source, start, end) < end) {
        throw fail(field, field + " has a character it may not have");
      }
      return new String(source, start, end - start, StandardCharsets.US_ASCII);
    }

    private String identifier(Field field) throws AuditException {
      String text = text(field);
      if (!Identifiers.isValid(text)) {
        throw fail(field, field + " is no identifier");
      }
      return text;
    }

    private long count(Field field) throws AuditException {
      if (!has(field)) {
        throw new AuditException(Code.NOT_A_RECORD, 0, "no " + field);
      }
      int start = scanner.start(field);
      int end = scanner.end(field);
      if (end - start > COUNT_DIGITS_MAX) {
        throw fail(field, field + " is too large");
      }
      long value = 0;
      for (int at = start; at < end; at++) {
        if (source[at] < '0' || source[at] > '9') {
          throw fail(field, field + " is no count");
        }
        value = value * 10 + (source[at] - '0');
      }
      // A string of digits starts after its quote; an empty value cannot be.
      if (start == end || source[start - 1] == '"') {
        throw fail(field, field + " is no count");
      }
      return value;
    }

    /** A 64-bit integer that is written as a string. */
    private long tagged(Field field) throws AuditException {
      try {
        return Long.parseLong(text(field));
      } catch (NumberFormatException e) {
        throw fail(field, field + " is no integer");
      }
    }

    private Effect effect() throws AuditException {
      return Effect.of(text(Field.EFFECT))
          .orElseThrow(() -> fail(Field.EFFECT, "an unknown effect"));
    }

    private SessionCounts counts() throws AuditException {
      long allowed = count(Field.ALLOWED);
      long asked = count(Field.ASKED);
      long denied = count(Field.DENIED);
      long decisions = count(Field.DECISIONS);
      if (decisions != allowed + asked + denied) {
        throw new AuditException(
            Code.COUNTS_MISMATCH,
            scanner.start(Field.DECISIONS) - from,
            "decisions are not the sum of their effects");
      }
      return new SessionCounts(
          count(Field.RECORDS), decisions, allowed, asked, denied, count(Field.RESULTS));
    }

    private AuditException fail(Field field, String message) {
      return new AuditException(Code.NOT_A_RECORD, scanner.start(field) - from, message);
    }
  }

  /**
   * Reads one record.
   *
   * @throws AuditException as {@link Reader#read}
   */
  public static RecordLine read(byte[] line) throws AuditException {
    return new Reader().read(line, 0, line.length);
  }

  /** A copy of the bytes, without a newline. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** The bytes themselves, for writing them out. INVARIANT: nobody changes them. */
  byte[] shared() {
    return bytes;
  }

  /** Copies the bytes to {@code target}, without a newline. */
  public void copyTo(ByteBuffer target) {
    target.put(bytes);
  }

  /** Bytes without the newline. */
  public int length() {
    return bytes.length;
  }

  /** A copy of the hash of this record as a leaf of the host log. */
  public byte[] leafHash() {
    return leafHash.clone();
  }

  public RecordKind kind() {
    return kind;
  }

  /** The origin of the log that the record was made for. */
  public String authority() {
    return authority;
  }

  /** The session id, or {@link SessionChain#HOST}. */
  public String chain() {
    return chain;
  }

  /** The position in the chain, from 0. */
  public long sequence() {
    return sequence;
  }

  /** The fingerprint of the record before it; absent in the first. */
  public Optional<String> previous() {
    return Optional.ofNullable(previous);
  }

  /** 64 hexadecimal digits. */
  public String fingerprint() {
    return fingerprint;
  }

  /** Of a decision. */
  public Optional<Effect> effect() {
    return Optional.ofNullable(effect);
  }

  /** Of a session.close. */
  public Optional<SessionCounts> counts() {
    return Optional.ofNullable(counts);
  }

  /** The digest of the policy in force, where the record names one. */
  public Optional<String> policyDigest() {
    return Optional.ofNullable(policyDigest);
  }

  long wallMillis() {
    return wallMillis;
  }

  long monotonicNanos() {
    return monotonicNanos;
  }

  String bootId() {
    return bootId;
  }

  /** Of a gap: the records that could be read of the epoch before. */
  long gapRecovered() {
    return gapRecovered;
  }

  /** Of a gap: the records that a checkpoint of the epoch before had counted. */
  long gapSigned() {
    return gapSigned;
  }
}
