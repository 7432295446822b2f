package io.tappass.policy.check;

import io.tappass.rego.syntax.Body;
import io.tappass.rego.syntax.Expr;
import io.tappass.rego.syntax.Literal;
import io.tappass.rego.syntax.Operator;
import io.tappass.rego.syntax.Term;
import io.tappass.rego.value.StringValue;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The tools that a body can hold for, as far as its own statements say so: {@code input.call.tool
 * == "x"} and {@code input.call.tool in {"x", "y"}}.
 */
final class ToolConstraint {
  private ToolConstraint() {}

  /** The tools, or nothing where the body does not say. */
  static Optional<Set<String>> of(Body body) {
    Optional<Set<String>> tools = Optional.empty();
    for (Literal literal : body.literals()) {
      Optional<Set<String>> own = literal.withs().isEmpty() ? of(literal.expr()) : Optional.empty();
      if (own.isPresent()) {
        Set<String> meet = new TreeSet<>(own.get());
        tools.ifPresent(meet::retainAll);
        tools = Optional.of(meet);
      }
    }
    return tools;
  }

  private static Optional<Set<String>> of(Expr expression) {
    return switch (expression) {
      case Expr.Unify(Term left, Term right) -> equal(left, right);
      case Expr.Holds(Term.Infix(Operator operator, Term left, Term right, var ignored)) ->
          operator == Operator.EQUAL ? equal(left, right) : Optional.empty();
      case Expr.Holds(Term.Membership member) ->
          member.key() == null && isTool(member.value())
              ? constants(member.collection())
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Optional<Set<String>> equal(Term left, Term right) {
    if (isTool(left)) {
      return constant(right).map(Set::of);
    }
    return isTool(right) ? constant(left).map(Set::of) : Optional.empty();
  }

  private static boolean isTool(Term term) {
    return term instanceof Term.Ref ref
        && ref.head() instanceof Term.Var head
        && head.name().equals("input")
        && ref.path().size() == 2
        && constant(ref.path().get(0)).equals(Optional.of("call"))
        && constant(ref.path().get(1)).equals(Optional.of("tool"));
  }

  private static Optional<Set<String>> constants(Term collection) {
    List<Term> items =
        switch (collection) {
          case Term.SetTerm set -> set.items();
          case Term.ArrayTerm array -> array.items();
          default -> List.of();
        };
    Set<String> texts = new TreeSet<>();
    for (Term item : items) {
      constant(item).ifPresent(texts::add);
    }
    return texts.size() == items.size() && !items.isEmpty() ? Optional.of(texts) : Optional.empty();
  }

  private static Optional<String> constant(Term term) {
    return term instanceof Term.Scalar(StringValue text, var ignored)
        ? Optional.of(text.value())
        : Optional.empty();
  }
}
