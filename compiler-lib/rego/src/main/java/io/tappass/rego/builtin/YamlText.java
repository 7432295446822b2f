package io.tappass.rego.builtin;

import io.tappass.json.JsonText;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonBoolean;
import io.tappass.json.JsonValue.JsonNull;
import io.tappass.json.JsonValue.JsonNumber;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.json.JsonValue.JsonString;
import java.util.regex.Pattern;

/** Writes YAML in block style, two spaces a level, sequences not indented within mappings. */
final class YamlText {

  /** Words that are plain text to YAML 1.2, and to no reader of 1.1 anything else. */
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z_/][A-Za-z0-9_./ @+-]*[A-Za-z0-9_./]|[A-Za-z_]");

  private static final Pattern SPECIAL =
      Pattern.compile("(?i)y|n|yes|no|on|off|true|false|null|nan|inf");

  private YamlText() {}

  static String of(JsonValue value) {
    var out = new StringBuilder();
    append(out, value, 0, "");
    return out.toString();
  }

  /** Appends {@code value}, which starts on the current line behind {@code before}. */
  private static void append(StringBuilder out, JsonValue value, int indent, String before) {
    switch (value) {
      case JsonArray array when !array.items().isEmpty() -> {
        String lead = before;
        for (JsonValue item : array.items()) {
          out.append(lead).append("- ");
          append(out, item, indent + 2, "");
          lead = " ".repeat(indent);
        }
      }
      case JsonObject object when !object.members().isEmpty() -> {
        String lead = before;
        for (var member : object.members().entrySet()) {
          out.append(lead).append(scalar(member.getKey())).append(':');
          appendMember(out, member.getValue(), indent);
          lead = " ".repeat(indent);
        }
      }
      case JsonArray ignored -> out.append("[]\n");
      case JsonObject ignored -> out.append("{}\n");
      case JsonString string -> out.append(scalar(string.value())).append('\n');
      case JsonNumber number -> out.append(number.text()).append('\n');
      case JsonBoolean bool -> out.append(bool.value()).append('\n');
      case JsonNull ignored -> out.append("null\n");
    }
  }

  private static void appendMember(StringBuilder out, JsonValue value, int indent) {
    switch (value) {
      case JsonArray array when !array.items().isEmpty() -> {
        out.append('\n');
        append(out, array, indent, " ".repeat(indent));
      }
      case JsonObject object when !object.members().isEmpty() -> {
        out.append('\n');
        append(out, object, indent + 2, " ".repeat(indent + 2));
      }
      case JsonValue other -> {
        out.append(' ');
        append(out, other, indent, "");
      }
    }
  }

  private static String scalar(String text) {
    return PLAIN.matcher(text).matches() && !SPECIAL.matcher(text).matches()
        ? text
        : JsonText.compact(JsonValue.of(text));
  }
}
