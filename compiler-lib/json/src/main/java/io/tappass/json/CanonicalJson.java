package io.tappass.json;

import io.tappass.json.JsonException.Reason;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonBoolean;
import io.tappass.json.JsonValue.JsonNull;
import io.tappass.json.JsonValue.JsonNumber;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.json.JsonValue.JsonString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.TreeMap;

/**
 * The one form in which TapPass signs and digests JSON: RFC 8785 with the stricter rules of {@code
 * docs/spec/canonical-json.md} (integers within 2^53-1 only, depth at most 32, no lone surrogates).
 */
public final class CanonicalJson {

  /** The largest magnitude of a number, 2^53-1. */
  public static final long INTEGER_MAX = (1L << 53) - 1;

  private CanonicalJson() {}

  /**
   * The canonical bytes of {@code value}.
   *
   * @throws JsonException if the value has no canonical form: {@code BAD_NUMBER}, {@code TOO_DEEP}
   *     or {@code LONE_SURROGATE}
   */
  public static byte[] write(JsonValue value) throws JsonException {
    var out = new StringBuilder();
    append(out, value, 0);
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The canonical bytes of a value that this program built itself and that must have a canonical
   * form; a failure is a programming error.
   */
  public static byte[] writeOwn(JsonValue value) {
    try {
      return write(value);
    } catch (JsonException e) {
      throw new IllegalStateException("a value of our own has no canonical form", e);
    }
  }

  /**
   * Parses {@code bytes} and refuses them unless they are the canonical form of what they say.
   *
   * @throws JsonException {@code NOT_CANONICAL}, or the reason of the parser or the writer
   */
  public static JsonValue read(byte[] bytes, JsonLimits limits) throws JsonException {
    JsonValue value = StrictJson.parse(bytes, limits);
    byte[] canonical = write(value);
    int mismatch = Arrays.mismatch(bytes, canonical);
    if (mismatch >= 0) {
      throw new JsonException(
          Reason.NOT_CANONICAL, mismatch, "the bytes differ from the canonical form");
    }
    return value;
  }

  private static void append(StringBuilder out, JsonValue value, int depth) throws JsonException {
    switch (value) {
      case JsonNull ignored -> out.append("null");
      case JsonBoolean bool -> out.append(bool.value());
      case JsonNumber number -> out.append(integer(number));
      case JsonString string -> appendString(out, string.value());
      case JsonArray array -> appendArray(out, array, inside(depth));
      case JsonObject object -> appendObject(out, object, inside(depth));
    }
  }

  private static int inside(int depth) throws JsonException {
    if (depth >= JsonLimits.DEPTH_MAX) {
      throw new JsonException(
          Reason.TOO_DEEP, -1, "nested deeper than " + JsonLimits.DEPTH_MAX + " levels");
    }
    return depth + 1;
  }

  private static long integer(JsonNumber number) throws JsonException {
    long value =
        number
            .longValue()
            .orElseThrow(() ->
                new JsonException(
                    Reason.BAD_NUMBER,
                    -1,
                    number.text() + " is no integer within 2^53-1; write it tagged"));
    if (value > INTEGER_MAX || value < -INTEGER_MAX) {
      throw new JsonException(
          Reason.BAD_NUMBER, -1, number.text() + " is beyond 2^53-1; write it tagged");
    }
    return value;
  }

  private static void appendArray(StringBuilder out, JsonArray array, int depth)
      throws JsonException {
    out.append('[');
    boolean first = true;
    for (JsonValue item : array.items()) {
      if (!first) {
        out.append(',');
      }
      first = false;
      append(out, item, depth);
    }
    out.append(']');
  }

  private static void appendObject(StringBuilder out, JsonObject object, int depth)
      throws JsonException {
    out.append('{');
    boolean first = true;
    // String.compareTo is by UTF-16 code units, as RFC 8785, section 3.2.3 wants.
    for (var member : new TreeMap<>(object.members()).entrySet()) {
      if (!first) {
        out.append(',');
      }
      first = false;
      appendString(out, member.getKey());
      out.append(':');
      append(out, member.getValue(), depth);
    }
    out.append('}');
  }

  private static void appendString(StringBuilder out, String value) throws JsonException {
    for (int index = 0; index < value.length(); index++) {
      if (StrictJson.isLoneSurrogate(value, index)) {
        throw new JsonException(Reason.LONE_SURROGATE, -1, "a lone surrogate inside a string");
      }
    }
    JsonText.appendString(out, value);
  }
}
