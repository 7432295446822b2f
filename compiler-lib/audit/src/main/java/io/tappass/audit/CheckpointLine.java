package io.tappass.audit;

import io.tappass.audit.AuditException.Code;
import io.tappass.json.CanonicalJson;
import io.tappass.json.JsonException;
import io.tappass.json.JsonFields;
import io.tappass.json.JsonLimits;
import io.tappass.json.JsonShapeException;
import io.tappass.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A checkpoint as a line among the records of a segment: {@code {"checkpoint":"<note>"}}. */
public final class CheckpointLine {
  private static final String MEMBER = "checkpoint";
  private static final byte[] START = ("{\"" + MEMBER + "\":").getBytes(StandardCharsets.US_ASCII);

  private CheckpointLine() {}

  /** Whether the line that stands there means to be a checkpoint; no record starts so. */
  public static boolean isAt(byte[] bytes, int from, int to) {
    return to - from > START.length
        && Arrays.equals(bytes, from, from + START.length, START, 0, START.length);
  }

  /** The line, without a newline. */
  public static byte[] write(SignedNote note) {
    return CanonicalJson.writeOwn(JsonValue.object().put(MEMBER, note.write()).build());
  }

  /** The note in the line; verifies nothing. */
  public static SignedNote read(byte[] line) throws AuditException {
    try {
      JsonFields fields =
          JsonFields.of("line", CanonicalJson.read(line, JsonLimits.bytes(RecordLine.BYTES_MAX)));
      String note = fields.string(MEMBER);
      fields.end();
      return SignedNote.parse(note);
    } catch (JsonException e) {
      throw new AuditException(Code.NOT_CANONICAL, e.offset(), String.valueOf(e.getMessage()));
    } catch (JsonShapeException e) {
      throw new AuditException(Code.NOT_A_CHECKPOINT, 0, String.valueOf(e.getMessage()));
    }
  }
}
