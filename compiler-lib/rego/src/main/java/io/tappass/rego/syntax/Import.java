package io.tappass.rego.syntax;

import io.tappass.rego.diagnostic.SourceSpan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code import data.a.b as c}.
 *
 * @param path the first step is {@code data}, {@code input}, {@code future} or {@code rego}
 */
public record Import(List<String> path, @Nullable String alias, SourceSpan span) {
  public Import {
    path = List.copyOf(path);
  }

  /** The name under which the rest of the module knows it. */
  public String name() {
    return alias != null ? alias : path.getLast();
  }

  /** {@code a.b.c}. */
  public String text() {
    return String.join(".", path);
  }
}
