package io.tappass.trust;

import io.tappass.json.CanonicalJson;
import io.tappass.json.JsonException;
import io.tappass.json.JsonFields;
import io.tappass.json.JsonLimits;
import io.tappass.json.JsonShapeException;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.json.JsonValue.JsonString;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The grammars that the documents share, and the one way to read a payload. */
final class Form {
  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9_]{0,39}");
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,63}");
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
  private static final Pattern NONCE = Pattern.compile("[0-9a-f]{32}");
  private static final int SECONDS_CHARS = "2026-11-24T16:45:00Z".length();

  private Form() {}

  /** Reads the members of one object. */
  @FunctionalInterface
  interface Shape<T> {
    T read(JsonFields fields) throws JsonShapeException;
  }

  /** Reads a payload that must be canonical JSON of this shape, without unknown members. */
  static <T> T read(String payloadType, byte[] payload, Shape<T> shape) throws Refusal.Malformed {
    String document = PayloadTypes.document(payloadType);
    return read(document, payload, DocumentLimits.of(payloadType), shape);
  }

  static <T> T read(String document, byte[] bytes, int bytesMax, Shape<T> shape)
      throws Refusal.Malformed {
    try {
      var fields = JsonFields.of(document, CanonicalJson.read(bytes, JsonLimits.bytes(bytesMax)));
      T read = shape.read(fields);
      fields.end();
      return read;
    } catch (JsonException | JsonShapeException | IllegalArgumentException e) {
      throw new Refusal.Malformed(document, String.valueOf(e.getMessage()));
    }
  }

  static String id(String what, String text) {
    return require(ID.matcher(text).matches(), what, text);
  }

  static String name(String what, String text) {
    return require(NAME.matcher(text).matches(), what, text);
  }

  static String digest(String what, String text) {
    return require(Sha256.isDigest(text), what, text);
  }

  static String hex(String what, String text) {
    return require(Sha256.isHex(text), what, text);
  }

  static String nonce(String what, String text) {
    return require(NONCE.matcher(text).matches(), what, text);
  }

  static String commit(String what, String text) {
    return require(COMMIT.matcher(text).matches(), what, text);
  }

  /** Text of at most {@code charsMax} characters, perhaps empty. */
  static String text(String what, String text, int charsMax) {
    require(text.length() <= charsMax, what, text.length() + " characters");
    return text;
  }

  static long atLeast(long min, String what, long value) {
    require(value >= min && value <= CanonicalJson.INTEGER_MAX, what, Long.toString(value));
    return value;
  }

  static void atMost(int max, String what, int count) {
    require(count <= max, what, count + " entries, at most " + max);
  }

  static Instant wholeSeconds(String what, Instant instant) {
    require(instant.toString().length() == SECONDS_CHARS, what, instant.toString());
    return instant;
  }

  static Instant instant(JsonFields fields, String member) throws JsonShapeException {
    String text = fields.string(member);
    try {
      Instant instant = Instant.parse(text);
      if (text.length() == SECONDS_CHARS && instant.toString().equals(text)) {
        return instant;
      }
    } catch (DateTimeException e) {
      throw new JsonShapeException(member + " is no time: " + text);
    }
    throw new JsonShapeException(member + " is not a UTC time in whole seconds: " + text);
  }

  static Map<String, String> strings(JsonFields fields, String member) throws JsonShapeException {
    JsonFields object = fields.object(member);
    Map<String, String> strings = new TreeMap<>();
    for (String name : object.names()) {
      strings.put(name, object.string(name));
    }
    return strings;
  }

  static JsonObject strings(Map<String, String> strings) {
    var object = JsonValue.object();
    strings.forEach(object::put);
    return object.build();
  }

  static Map<String, String> sorted(Map<String, String> strings) {
    return Collections.unmodifiableMap(new TreeMap<>(strings));
  }

  static <T> JsonArray array(List<T> items, Function<T, JsonValue> json) {
    return new JsonArray(items.stream().map(json).toList());
  }

  static JsonString json(Instant instant) {
    return JsonValue.of(instant.toString());
  }

  /** The list, if it is sorted and holds nothing twice: one meaning has one spelling. */
  static <T extends Comparable<T>> List<T> strictlySorted(String what, List<T> items) {
    for (int index = 1; index < items.size(); index++) {
      require(items.get(index - 1).compareTo(items.get(index)) < 0, what, "not sorted");
    }
    return List.copyOf(items);
  }

  private static String require(boolean good, String what, String text) {
    if (!good) {
      throw new IllegalArgumentException(what + " is out of its form: " + text);
    }
    return text;
  }
}
