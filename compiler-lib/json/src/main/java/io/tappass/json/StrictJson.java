package io.tappass.json;

import io.tappass.json.JsonException.Reason;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonNumber;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.json.JsonValue.JsonString;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parses RFC 8259 JSON and refuses everything that two readers could read differently: duplicate
 * names, invalid UTF-8, byte order marks, lone surrogates, bytes after the value.
 */
public final class StrictJson {
  private final byte[] bytes;
  private final JsonLimits limits;
  private int at;

  private StrictJson(byte[] bytes, JsonLimits limits) {
    this.bytes = bytes;
    this.limits = limits;
  }

  /**
   * Parses the whole of {@code bytes} as one value.
   *
   * @throws JsonException with the reason and the offset of the first offending byte
   */
  public static JsonValue parse(byte[] bytes, JsonLimits limits) throws JsonException {
    if (bytes.length > limits.bytesMax()) {
      throw new JsonException(
          Reason.TOO_LARGE,
          -1,
          bytes.length + " bytes where " + limits.bytesMax() + " are allowed");
    }
    var parser = new StrictJson(bytes, limits);
    parser.skipSpace();
    if (parser.at == bytes.length) {
      throw new JsonException(Reason.EMPTY, -1, "no JSON value");
    }
    JsonValue value = parser.value(0);
    parser.skipSpace();
    if (parser.at != bytes.length) {
      throw parser.fail(Reason.TRAILING_BYTES, "bytes after the value");
    }
    return value;
  }

  /** Parses text; {@link #parse(byte[], JsonLimits)} over its UTF-8 bytes. */
  public static JsonValue parse(String text, JsonLimits limits) throws JsonException {
    for (int index = 0; index < text.length(); index++) {
      if (isLoneSurrogate(text, index)) {
        throw new JsonException(Reason.LONE_SURROGATE, -1, "lone surrogate in the text");
      }
    }
    return parse(text.getBytes(StandardCharsets.UTF_8), limits);
  }

  static boolean isLoneSurrogate(CharSequence text, int index) {
    char c = text.charAt(index);
    if (Character.isHighSurrogate(c)) {
      return index + 1 >= text.length() || !Character.isLowSurrogate(text.charAt(index + 1));
    }
    return Character.isLowSurrogate(c)
        && (index == 0 || !Character.isHighSurrogate(text.charAt(index - 1)));
  }

  private JsonValue value(int depth) throws JsonException {
    if (at >= bytes.length) {
      throw fail(Reason.SYNTAX, "the text ends inside a value");
    }
    return switch (bytes[at]) {
      case '{' -> object(depth + 1);
      case '[' -> array(depth + 1);
      case '"' -> new JsonString(string());
      case 't' -> literal("true", JsonValue.TRUE);
      case 'f' -> literal("false", JsonValue.FALSE);
      case 'n' -> literal("null", JsonValue.NULL);
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
      case (byte) 0xEF -> throw fail(Reason.INVALID_UTF8, "a byte order mark or a stray byte");
      default -> throw fail(Reason.SYNTAX, "no JSON value starts so");
    };
  }

  private JsonValue literal(String word, JsonValue value) throws JsonException {
    for (int index = 0; index < word.length(); index++) {
      if (at + index >= bytes.length || bytes[at + index] != word.charAt(index)) {
        throw fail(Reason.SYNTAX, "expected " + word);
      }
    }
    at += word.length();
    return value;
  }

  private JsonNumber number() throws JsonException {
    int from = at;
    while (at < bytes.length && isNumberByte(bytes[at])) {
      at++;
      if (at - from > limits.numberCharsMax()) {
        throw fail(Reason.BAD_NUMBER, "a number longer than " + limits.numberCharsMax());
      }
    }
    var text = new String(bytes, from, at - from, StandardCharsets.US_ASCII);
    if (!NumberGrammar.isNumber(text)) {
      at = from;
      throw fail(Reason.BAD_NUMBER, "not a JSON number");
    }
    return new JsonNumber(text);
  }

  private static boolean isNumberByte(byte b) {
    return (b >= '0' && b <= '9') || b == '-' || b == '+' || b == '.' || b == 'e' || b == 'E';
  }

  private JsonArray array(int depth) throws JsonException {
    enter(depth);
    List<JsonValue> items = new ArrayList<>();
    if (closes(']')) {
      return new JsonArray(items);
    }
    while (true) {
      skipSpace();
      items.add(value(depth));
      if (closes(']')) {
        return new JsonArray(items);
      }
      expect(',');
    }
  }

  private JsonObject object(int depth) throws JsonException {
    enter(depth);
    Map<String, JsonValue> members = new LinkedHashMap<>();
    if (closes('}')) {
      return new JsonObject(members);
    }
    while (true) {
      skipSpace();
      int nameAt = at;
      if (at >= bytes.length || bytes[at] != '"') {
        throw fail(Reason.SYNTAX, "expected a name");
      }
      String name = string();
      skipSpace();
      expect(':');
      skipSpace();
      if (members.putIfAbsent(name, value(depth)) != null) {
        at = nameAt;
        throw fail(Reason.DUPLICATE_KEY, "the name \"" + name + "\" stands twice in one object");
      }
      if (closes('}')) {
        return new JsonObject(members);
      }
      expect(',');
    }
  }

  private void enter(int depth) throws JsonException {
    if (depth > limits.depthMax()) {
      throw fail(Reason.TOO_DEEP, "nested deeper than " + limits.depthMax());
    }
    at++;
  }

  private boolean closes(char bracket) {
    skipSpace();
    if (at < bytes.length && bytes[at] == bracket) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(char wanted) throws JsonException {
    if (at >= bytes.length || bytes[at] != wanted) {
      throw fail(Reason.SYNTAX, "expected '" + wanted + "'");
    }
    at++;
  }

  private String string() throws JsonException {
    at++;
    int from = at;
    StringBuilder unescaped = null;
    while (true) {
      if (at >= bytes.length) {
        throw fail(Reason.SYNTAX, "the text ends inside a string");
      }
      byte b = bytes[at];
      if (b == '"') {
        String tail = decode(from, at);
        at++;
        if (unescaped == null) {
          return tail;
        }
        unescaped.append(tail);
        return wellFormed(unescaped);
      }
      if (b >= 0 && b < 0x20) {
        throw fail(Reason.SYNTAX, "a control character inside a string");
      }
      if (b == '\\') {
        if (unescaped == null) {
          unescaped = new StringBuilder();
        }
        unescaped.append(decode(from, at));
        unescaped.append(escape());
        from = at;
      } else {
        at++;
      }
    }
  }

  private String wellFormed(StringBuilder text) throws JsonException {
    for (int index = 0; index < text.length(); index++) {
      if (isLoneSurrogate(text, index)) {
        throw fail(Reason.LONE_SURROGATE, "a lone surrogate inside a string");
      }
    }
    return text.toString();
  }

  private char escape() throws JsonException {
    if (at + 1 >= bytes.length) {
      throw fail(Reason.SYNTAX, "the text ends inside an escape");
    }
    byte kind = bytes[at + 1];
    at += 2;
    return switch (kind) {
      case '"' -> '"';
      case '\\' -> '\\';
      case '/' -> '/';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> hex();
      default -> {
        at -= 2;
        throw fail(Reason.SYNTAX, "an unknown escape");
      }
    };
  }

  private char hex() throws JsonException {
    int code = 0;
    for (int index = 0; index < 4; index++) {
      int digit = at < bytes.length ? Character.digit(bytes[at], 16) : -1;
      if (digit < 0) {
        throw fail(Reason.SYNTAX, "expected four hexadecimal digits");
      }
      code = code * 16 + digit;
      at++;
    }
    return (char) code;
  }

  private String decode(int from, int to) throws JsonException {
    boolean ascii = true;
    for (int index = from; index < to; index++) {
      ascii &= bytes[index] >= 0;
    }
    if (ascii) {
      return new String(bytes, from, to - from, StandardCharsets.US_ASCII);
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes, from, to - from))
          .toString();
    } catch (CharacterCodingException e) {
      at = from;
      throw fail(Reason.INVALID_UTF8, "bytes that are not UTF-8");
    }
  }

  private void skipSpace() {
    while (at < bytes.length
        && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
      at++;
    }
  }

  private JsonException fail(Reason reason, String message) {
    return new JsonException(reason, at, message);
  }
}
