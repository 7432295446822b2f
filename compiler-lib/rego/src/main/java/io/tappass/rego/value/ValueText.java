package io.tappass.rego.value;

import java.util.List;

/** Values as Rego literals. */
public final class ValueText {
  private static final String HEX = "0123456789abcdef";

  private ValueText() {}

  /** The literal that parses to {@code value}; a set without members is {@code set()}. */
  public static String of(Value value) {
    var out = new StringBuilder();
    append(out, value);
    return out.toString();
  }

  /** Appends the literal of {@code value}. */
  public static void append(StringBuilder out, Value value) {
    switch (value) {
      case NullValue ignored -> out.append("null");
      case BooleanValue bool -> out.append(bool.value());
      case NumberValue number -> out.append(number.text());
      case StringValue string -> appendQuoted(out, string.value());
      case ArrayValue array -> appendItems(out, array.items(), '[', ']');
      case SetValue set -> {
        if (set.size() == 0) {
          out.append("set()");
        } else {
          appendItems(out, set.items(), '{', '}');
        }
      }
      case ObjectValue object -> {
        out.append('{');
        for (int at = 0; at < object.size(); at++) {
          out.append(at == 0 ? "" : ", ");
          append(out, object.keys().get(at));
          out.append(": ");
          append(out, object.values().get(at));
        }
        out.append('}');
      }
    }
  }

  private static void appendItems(StringBuilder out, List<Value> items, char open, char close) {
    out.append(open);
    for (int at = 0; at < items.size(); at++) {
      out.append(at == 0 ? "" : ", ");
      append(out, items.get(at));
    }
    out.append(close);
  }

  /** Appends {@code text} as a quoted string of Rego. */
  public static void appendQuoted(StringBuilder out, String text) {
    out.append('"');
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20 || c == 0x7F) {
            out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xF));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
