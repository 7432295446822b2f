package io.tappass.rego.value;

import java.util.ArrayList;
import java.util.List;

/** Reads ground literals of Rego for case tables: JSON, and sets as <code>{1, 2}</code>. */
public final class Literals {
  private final String text;
  private int at;

  private Literals(String text) {
    this.text = text;
  }

  /** The values of a list such as {@code "a", [1], set()}. */
  public static List<Value> list(String text) {
    var reader = new Literals(text);
    List<Value> values = new ArrayList<>();
    reader.space();
    while (reader.at < text.length()) {
      values.add(reader.value());
      reader.accept(",");
      reader.space();
    }
    return values;
  }

  /** The one value of {@code text}. */
  public static Value of(String text) {
    List<Value> values = list(text);
    if (values.size() != 1) {
      throw new IllegalArgumentException("one value expected: " + text);
    }
    return values.getFirst();
  }

  private void space() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private boolean accept(String token) {
    space();
    if (text.startsWith(token, at)) {
      at += token.length();
      return true;
    }
    return false;
  }

  private Value value() {
    if (accept("null")) {
      return NullValue.NULL;
    }
    if (accept("true")) {
      return BooleanValue.TRUE;
    }
    if (accept("false")) {
      return BooleanValue.FALSE;
    }
    if (accept("set()")) {
      return SetValue.EMPTY;
    }
    if (accept("[")) {
      List<Value> items = new ArrayList<>();
      while (!accept("]")) {
        items.add(value());
        accept(",");
      }
      return ArrayValue.of(items);
    }
    if (accept("{")) {
      return braced();
    }
    return text.charAt(at) == '"' ? string() : number();
  }

  private Value braced() {
    ObjectValue.Builder object = ObjectValue.builder();
    SetValue.Builder set = SetValue.builder();
    while (!accept("}")) {
      Value first = value();
      if (accept(":")) {
        object.put(first, value());
      } else {
        set.add(first);
      }
      accept(",");
    }
    return set.size() > 0 ? set.build() : object.build();
  }

  private Value number() {
    int from = at;
    while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return NumberValue.parse(text.substring(from, at));
  }

  private Value string() {
    var out = new StringBuilder();
    at++;
    while (text.charAt(at) != '"') {
      char c = text.charAt(at);
      at++;
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char kind = text.charAt(at);
      at++;
      switch (kind) {
        case 'n' -> out.append('\n');
        case 't' -> out.append('\t');
        case 'r' -> out.append('\r');
        case 'u' -> {
          out.append((char) Integer.parseInt(text.substring(at, at + 4), 16));
          at += 4;
        }
        default -> out.append(kind);
      }
    }
    at++;
    return StringValue.of(out.toString());
  }
}
