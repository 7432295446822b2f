package io.tappass.json;

import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonBoolean;
import io.tappass.json.JsonValue.JsonNull;
import io.tappass.json.JsonValue.JsonNumber;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.json.JsonValue.JsonString;

/** Writes JSON for people and for other programs; never for bytes that are signed or digested. */
public final class JsonText {
  private static final String HEX = "0123456789abcdef";

  private JsonText() {}

  /** One line, members in their order. */
  public static String compact(JsonValue value) {
    var out = new StringBuilder();
    append(out, value, -1);
    return out.toString();
  }

  /**
   * Several lines, indented by two spaces, members in their order, without a newline at the end.
   */
  public static String pretty(JsonValue value) {
    var out = new StringBuilder();
    append(out, value, 0);
    return out.toString();
  }

  private static void append(StringBuilder out, JsonValue value, int indent) {
    switch (value) {
      case JsonNull ignored -> out.append("null");
      case JsonBoolean bool -> out.append(bool.value());
      case JsonNumber number -> out.append(number.text());
      case JsonString string -> appendString(out, string.value());
      case JsonArray array -> {
        out.append('[');
        boolean first = true;
        for (JsonValue item : array.items()) {
          separate(out, first, indent);
          first = false;
          append(out, item, indent < 0 ? indent : indent + 1);
        }
        close(out, first, indent, ']');
      }
      case JsonObject object -> {
        out.append('{');
        boolean first = true;
        for (var member : object.members().entrySet()) {
          separate(out, first, indent);
          first = false;
          appendString(out, member.getKey());
          out.append(indent < 0 ? ":" : ": ");
          append(out, member.getValue(), indent < 0 ? indent : indent + 1);
        }
        close(out, first, indent, '}');
      }
    }
  }

  private static void separate(StringBuilder out, boolean first, int indent) {
    if (!first) {
      out.append(',');
    }
    if (indent >= 0) {
      out.append('\n').append("  ".repeat(indent + 1));
    }
  }

  private static void close(StringBuilder out, boolean empty, int indent, char bracket) {
    if (indent >= 0 && !empty) {
      out.append('\n').append("  ".repeat(indent));
    }
    out.append(bracket);
  }

  /** Appends {@code value} quoted and escaped as RFC 8785, section 3.2.2.2. */
  static void appendString(StringBuilder out, String value) {
    out.append('"');
    for (int index = 0; index < value.length(); index++) {
      char c = value.charAt(index);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20 || StrictJson.isLoneSurrogate(value, index)) {
            out.append("\\u")
                .append(HEX.charAt(c >> 12))
                .append(HEX.charAt((c >> 8) & 0xf))
                .append(HEX.charAt((c >> 4) & 0xf))
                .append(HEX.charAt(c & 0xf));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
