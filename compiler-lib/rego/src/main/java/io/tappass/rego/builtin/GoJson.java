package io.tappass.rego.builtin;

import io.tappass.json.JsonText;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonBoolean;
import io.tappass.json.JsonValue.JsonNull;
import io.tappass.json.JsonValue.JsonNumber;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.json.JsonValue.JsonString;

/** Writes JSON as Go's {@code encoding/json}: {@code <}, {@code >} and {@code &} are escaped. */
final class GoJson {
  private GoJson() {}

  static String compact(JsonValue value) {
    return escaped(JsonText.compact(value));
  }

  /** Every line but the first starts with {@code prefix}, then an {@code indent} for each level. */
  static String indented(JsonValue value, String prefix, String indent) {
    var out = new StringBuilder();
    append(out, value, "\n" + prefix, indent);
    return out.toString();
  }

  private static void append(StringBuilder out, JsonValue value, String lineStart, String indent) {
    String inner = lineStart + indent;
    switch (value) {
      case JsonArray array when !array.items().isEmpty() -> {
        String separator = "[";
        for (JsonValue item : array.items()) {
          out.append(separator).append(inner);
          append(out, item, inner, indent);
          separator = ",";
        }
        out.append(lineStart).append(']');
      }
      case JsonObject object when !object.members().isEmpty() -> {
        String separator = "{";
        for (var member : object.members().entrySet()) {
          out.append(separator).append(inner);
          out.append(compact(JsonValue.of(member.getKey()))).append(": ");
          append(out, member.getValue(), inner, indent);
          separator = ",";
        }
        out.append(lineStart).append('}');
      }
      case JsonArray empty -> out.append(compact(empty));
      case JsonObject empty -> out.append(compact(empty));
      case JsonString string -> out.append(compact(string));
      case JsonNumber number -> out.append(compact(number));
      case JsonBoolean bool -> out.append(compact(bool));
      case JsonNull none -> out.append(compact(none));
    }
  }

  /** These characters stand in strings only, so the whole text can be treated alike. */
  private static String escaped(String json) {
    return json.replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029");
  }
}
