package io.tappass.audit;

import io.tappass.audit.AuditException.Code;
import io.tappass.json.CanonicalJson;
import io.tappass.json.JsonException;
import io.tappass.json.JsonLimits;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks in one pass that stored bytes are one canonical JSON value, and notes where the members
 * stand that the chain is made of. It allocates nothing, which is what lets a verifier read every
 * byte of a long log.
 *
 * <p>Plain ASCII without escapes is judged here. A line with anything else is judged by {@link
 * CanonicalJson#read}, the definition of the format; the scan then only finds the members.
 */
@SuppressWarnings("EnumOrdinal") // the ordinals index two arrays of this object, nothing stored
final class LineScanner {

  /** A member whose place is noted. */
  enum Field {
    KIND("activity_name"),
    AUTHORITY("attestation_list/[0]/authority_uid"),
    CHAIN("attestation_list/[0]/chain_uid"),
    FINGERPRINT("attestation_list/[0]/fingerprint"),
    FINGERPRINT_VALUE("attestation_list/[0]/fingerprint/value"),
    PREVIOUS("attestation_list/[0]/prev_event/fingerprint/value"),
    SEQUENCE("metadata/sequence"),
    TIME("time"),
    BOOT("unmapped/boot_id"),
    MONOTONIC("unmapped/mono_ns"),
    ALLOWED("unmapped/counts/allowed"),
    ASKED("unmapped/counts/asked"),
    DECISIONS("unmapped/counts/decisions"),
    DENIED("unmapped/counts/denied"),
    RECORDS("unmapped/counts/records"),
    RESULTS("unmapped/counts/results"),
    EFFECT("unmapped/decision/effect"),
    POLICY_DIGEST("unmapped/policy/digest"),
    GAP_RECOVERED("unmapped/gap/recovered_size"),
    GAP_SIGNED("unmapped/gap/signed_size");

    private final String path;

    Field(String path) {
      this.path = path;
    }
  }

  /** One step of the paths above: the member names that lead on, each to the next step. */
  private static final class Step {
    private byte[][] names = {};
    private Step[] steps = {};
    private @Nullable Field field;

    Step under(String name) {
      byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
      for (int index = 0; index < names.length; index++) {
        if (Arrays.equals(names[index], bytes)) {
          return steps[index];
        }
      }
      names = Arrays.copyOf(names, names.length + 1);
      steps = Arrays.copyOf(steps, steps.length + 1);
      names[names.length - 1] = bytes;
      steps[steps.length - 1] = new Step();
      return steps[steps.length - 1];
    }

    @Nullable Step find(byte[] bytes, int from, int to) {
      for (int index = 0; index < names.length; index++) {
        byte[] name = names[index];
        if (name.length == to - from && Arrays.equals(name, 0, name.length, bytes, from, to)) {
          return steps[index];
        }
      }
      return null;
    }
  }

  private static final Step ROOT = new Step();
  private static final int FIELDS = Field.values().length;
  private static final int INTEGER_DIGITS_MAX = 16;

  static {
    for (Field field : Field.values()) {
      Step step = ROOT;
      for (String name : List.of(field.path.split("/", -1))) {
        step = step.under(name);
      }
      step.field = field;
    }
  }

  private final int[] starts = new int[FIELDS];
  private final int[] ends = new int[FIELDS];
  private byte[] bytes = {};
  private int from;
  private int to;
  private int at;
  private int fingerprintMemberStart;
  private boolean hasMoreThanPlainAscii;
  private int misordered;

  /**
   * Scans {@code source} from {@code start} to before {@code end}.
   *
   * @throws AuditException TOO_LARGE or NOT_CANONICAL, with the offset from {@code start}
   */
  void scan(byte[] source, int start, int end) throws AuditException {
    bytes = source;
    from = start;
    to = end;
    at = start;
    fingerprintMemberStart = -1;
    hasMoreThanPlainAscii = false;
    misordered = -1;
    Arrays.fill(starts, -1);
    if (end - start > RecordLine.BYTES_MAX) {
      throw new AuditException(
          Code.TOO_LARGE,
          RecordLine.BYTES_MAX,
          (end - start) + " bytes where " + RecordLine.BYTES_MAX + " are allowed");
    }
    value(ROOT, 0);
    if (at != to) {
      throw fail("bytes after the value");
    }
    if (hasMoreThanPlainAscii) {
      readByDefinition();
    } else if (misordered >= 0) {
      at = misordered;
      throw fail("a member that is not in order, or stands twice");
    }
  }

  private void readByDefinition() throws AuditException {
    try {
      CanonicalJson.read(
          Arrays.copyOfRange(bytes, from, to), JsonLimits.bytes(RecordLine.BYTES_MAX));
    } catch (JsonException e) {
      throw new AuditException(Code.NOT_CANONICAL, e.offset(), String.valueOf(e.getMessage()));
    }
  }

  boolean has(Field field) {
    return starts[field.ordinal()] >= 0;
  }

  /** Where the value starts in the source; a string without its quotes. */
  int start(Field field) {
    return starts[field.ordinal()];
  }

  /** Where the value ends in the source. */
  int end(Field field) {
    return ends[field.ordinal()];
  }

  /** Where the member {@code "fingerprint":} of the attestation starts, or -1. */
  int fingerprintMemberStart() {
    return fingerprintMemberStart;
  }

  private void value(@Nullable Step step, int depth) throws AuditException {
    if (at >= to) {
      throw fail("the line ends inside a value");
    }
    int start = at;
    boolean isString = false;
    switch (bytes[at]) {
      case '{' -> object(step, depth + 1);
      case '[' -> array(step, depth + 1);
      case '"' -> {
        string();
        isString = true;
      }
      case 't' -> literal("true");
      case 'f' -> literal("false");
      case 'n' -> literal("null");
      default -> integer();
    }
    if (step != null && step.field != null) {
      int index = step.field.ordinal();
      starts[index] = isString ? start + 1 : start;
      ends[index] = isString ? at - 1 : at;
    }
  }

  private void object(@Nullable Step step, int depth) throws AuditException {
    enter(depth);
    if (closes('}')) {
      return;
    }
    int previousStart = -1;
    int previousEnd = -1;
    while (true) {
      if (at >= to || bytes[at] != '"') {
        throw fail("expected a name");
      }
      int memberStart = at;
      string();
      int nameStart = memberStart + 1;
      int nameEnd = at - 1;
      if (previousStart >= 0
          && misordered < 0
          && !isAscending(previousStart, previousEnd, nameStart, nameEnd)) {
        misordered = memberStart;
      }
      previousStart = nameStart;
      previousEnd = nameEnd;
      expect(':');
      Step next = step == null ? null : step.find(bytes, nameStart, nameEnd);
      if (next != null && next.field == Field.FINGERPRINT) {
        fingerprintMemberStart = memberStart;
      }
      value(next, depth);
      if (closes('}')) {
        return;
      }
      expect(',');
    }
  }

  /** Whether the first name is before the second; names mostly differ in their first bytes. */
  private boolean isAscending(int first, int firstEnd, int second, int secondEnd) {
    int length = Math.min(firstEnd - first, secondEnd - second);
    for (int index = 0; index < length; index++) {
      int difference = bytes[first + index] - bytes[second + index];
      if (difference != 0) {
        return difference < 0;
      }
    }
    return firstEnd - first < secondEnd - second;
  }

  private static final byte[] FIRST_ITEM = {'[', '0', ']'};

  private void array(@Nullable Step step, int depth) throws AuditException {
    enter(depth);
    if (closes(']')) {
      return;
    }
    Step next = step == null ? null : step.find(FIRST_ITEM, 0, FIRST_ITEM.length);
    while (true) {
      value(next, depth);
      next = null;
      if (closes(']')) {
        return;
      }
      expect(',');
    }
  }

  private void enter(int depth) throws AuditException {
    if (depth > JsonLimits.DEPTH_MAX) {
      throw fail("nested deeper than " + JsonLimits.DEPTH_MAX);
    }
    at++;
  }

  private boolean closes(char bracket) {
    if (at < to && bytes[at] == bracket) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(char wanted) throws AuditException {
    if (at >= to || bytes[at] != wanted) {
      throw fail("expected '" + wanted + "'");
    }
    at++;
  }

  private void literal(String word) throws AuditException {
    for (int index = 0; index < word.length(); index++) {
      expect(word.charAt(index));
    }
  }

  private void string() throws AuditException {
    at = ByteSearch.plainEnd(bytes, at + 1, to);
    while (at < to) {
      byte b = bytes[at];
      if (b == '"') {
        at++;
        return;
      }
      if (b >= 0 && b < 0x20) {
        throw fail("a control character inside a string");
      }
      hasMoreThanPlainAscii = true;
      at = ByteSearch.plainEnd(bytes, Math.min(to, b == '\\' ? at + 2 : at + 1), to);
    }
    throw fail("the line ends inside a string");
  }

  private void integer() throws AuditException {
    int start = at;
    if (bytes[at] == '-') {
      at++;
    }
    int digits = at;
    long value = 0;
    while (at < to && bytes[at] >= '0' && bytes[at] <= '9') {
      value = value * 10 + (bytes[at] - '0');
      at++;
      if (at - digits > INTEGER_DIGITS_MAX) {
        break;
      }
    }
    int length = at - digits;
    boolean isCanonical =
        length > 0
            && length <= INTEGER_DIGITS_MAX
            && value <= CanonicalJson.INTEGER_MAX
            && (bytes[digits] != '0' || (length == 1 && digits == start));
    if (!isCanonical) {
      at = start;
      throw fail("no canonical value starts so");
    }
  }

  private AuditException fail(String message) {
    return new AuditException(Code.NOT_CANONICAL, at - from, message);
  }
}
