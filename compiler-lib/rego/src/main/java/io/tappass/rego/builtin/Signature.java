package io.tappass.rego.builtin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a builtin takes and gives.
 *
 * @param arguments the types of the arguments, in order
 * @param variadic the type of any number of further arguments, or null if none are taken
 * @param result the type of the result, or null if there is none ({@code print})
 */
public record Signature(List<Type> arguments, @Nullable Type variadic, @Nullable Type result) {
  public Signature {
    arguments = List.copyOf(arguments);
  }

  /** How many arguments a call has at the least; the one more, if any, takes the result. */
  public int arity() {
    return arguments.size();
  }

  /** {@code (string, number) => boolean}. */
  public String text() {
    var out = new StringBuilder("(");
    for (int at = 0; at < arguments.size(); at++) {
      out.append(at == 0 ? "" : ", ").append(arguments.get(at).text());
    }
    if (variadic != null) {
      out.append(arguments.isEmpty() ? "" : ", ").append(variadic.text()).append("...");
    }
    out.append(") =>");
    return result == null ? out.toString() : out.append(' ').append(result.text()).toString();
  }
}
