package io.tappass.rego.syntax;

import io.tappass.rego.diagnostic.SourceSpan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a statement says, without its modifiers. */
public sealed interface Expr {

  /** A term that must be defined and not false. */
  record Holds(Term term) implements Expr {}

  /** {@code left = right}. */
  record Unify(Term left, Term right) implements Expr {}

  /** {@code left := right}. */
  record Assign(Term left, Term right) implements Expr {}

  /** {@code some x, y}. */
  record SomeVars(List<Term.Var> vars) implements Expr {
    public SomeVars {
      vars = List.copyOf(vars);
    }
  }

  /** {@code some value in collection} or {@code some key, value in collection}. */
  record SomeIn(@Nullable Term key, Term value, Term collection) implements Expr {}

  /** {@code every key, value in domain { body }}. */
  record Every(Term.@Nullable Var key, Term.Var value, Term domain, Body body) implements Expr {}

  /** {@code not}; one statement, or several in braces where the new {@code not} is imported. */
  record Not(Body body, SourceSpan span) implements Expr {}

  /** {@code left and right}, or {@code left or right}; one solution at most. */
  record Logic(boolean isAnd, Body left, Body right, SourceSpan span) implements Expr {}
}
