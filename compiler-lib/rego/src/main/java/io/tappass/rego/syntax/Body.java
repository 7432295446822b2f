package io.tappass.rego.syntax;

import java.util.List;

/** Statements that must all hold; an empty body holds. */
public record Body(List<Literal> literals) {
  /** The body that always holds. */
  public static final Body EMPTY = new Body(List.of());

  public Body {
    literals = List.copyOf(literals);
  }
}
