package io.tappass.rego.syntax;

import io.tappass.rego.diagnostic.SourceSpan;
import java.util.List;

/** One statement of a body, with its modifiers in order. */
public record Literal(Expr expr, List<With> withs, SourceSpan span) {
  public Literal {
    withs = List.copyOf(withs);
  }

  /** {@code with target as value}; the target is a {@link Term.Var} or {@link Term.Ref}. */
  public record With(Term target, Term value, SourceSpan span) {}
}
