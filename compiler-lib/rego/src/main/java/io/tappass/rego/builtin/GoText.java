package io.tappass.rego.builtin;

import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.SetValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import java.util.List;

/** Prints a value as OPA's own {@code String()}, which messages and {@code sprintf} show. */
final class GoText {
  private GoText() {}

  static String of(Value value) {
    var out = new StringBuilder();
    append(out, value);
    return out.toString();
  }

  private static void append(StringBuilder out, Value value) {
    switch (value) {
      case StringValue string -> out.append(GoQuote.of(string.value()));
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
      case Value scalar -> out.append(scalar);
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
}
