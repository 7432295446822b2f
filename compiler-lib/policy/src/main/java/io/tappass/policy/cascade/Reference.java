package io.tappass.policy.cascade;

import io.tappass.rego.diagnostic.SourceSpan;
import java.util.List;

/** What a rule reads beside its own variables, as far as it can be told without evaluating it. */
public sealed interface Reference {

  /** Where it stands. */
  SourceSpan span();

  /**
   * Something below {@code data} or {@code input}.
   *
   * @param path its constant steps, {@code data} or {@code input} first, up to the first step that
   *     is computed
   * @param isExact whether no step is computed
   */
  record Global(List<String> path, boolean isExact, SourceSpan span) implements Reference {
    public Global {
      path = List.copyOf(path);
    }

    /** The path as an author writes it, with {@code [...]} for what is computed. */
    public String text() {
      return String.join(".", path) + (isExact ? "" : "[...]");
    }
  }

  /** A plain name: a variable, a builtin, or a rule of the same package. */
  record Local(String name, SourceSpan span) implements Reference {}

  /** A dotted name that is the target or the value of a {@code with}: a builtin, perhaps. */
  record Replaced(String name, SourceSpan span) implements Reference {}
}
