package io.tappass.rego.syntax;

import io.tappass.rego.diagnostic.SourceSpan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One definition of a rule, with the branches that follow its body.
 *
 * @param isDefault whether it is {@code default name := value}
 */
public record Rule(
    Head head,
    Body body,
    List<Else> elses,
    boolean isDefault,
    List<Annotations> annotations,
    SourceSpan span) {
  public Rule {
    elses = List.copyOf(elses);
    annotations = List.copyOf(annotations);
  }

  /**
   * The part before the body.
   *
   * @param name the steps of the rule's name; the first is a {@link Term.Var}
   * @param arguments of a function, else null
   * @param member of a multi-value rule ({@code contains member}), else null
   * @param value after {@code :=} or {@code =}; null means {@code true}
   */
  public record Head(
      List<Term> name,
      @Nullable List<Term> arguments,
      @Nullable Term member,
      @Nullable Term value,
      SourceSpan span) {
    public Head {
      name = List.copyOf(name);
      arguments = arguments == null ? null : List.copyOf(arguments);
    }
  }

  /** {@code else := value if body}; a null value means {@code true}. */
  public record Else(@Nullable Term value, Body body, SourceSpan span) {}
}
