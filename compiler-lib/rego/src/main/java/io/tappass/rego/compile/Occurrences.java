package io.tappass.rego.compile;

import io.tappass.rego.syntax.Body;
import io.tappass.rego.syntax.Expr;
import io.tappass.rego.syntax.Literal;
import io.tappass.rego.syntax.Term;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects the names that occur in a body itself, outside the closures in it. */
final class Occurrences {
  private final boolean modernNot;
  private final Set<String> names = new HashSet<>();

  private Occurrences(boolean modernNot) {
    this.modernNot = modernNot;
  }

  static Set<String> of(Body body, boolean modernNot, List<? extends @Nullable Term> others) {
    var found = new Occurrences(modernNot);
    found.body(body);
    others.forEach(found::term);
    return found.names;
  }

  /** The variables of a pattern: those that an assignment or an argument declares. */
  static void pattern(@Nullable Term term, List<Term.Var> into) {
    switch (term) {
      case Term.Var name -> {
        if (!name.isWildcard()) {
          into.add(name);
        }
      }
      case Term.ArrayTerm array -> array.items().forEach(item -> pattern(item, into));
      case Term.ObjectTerm object ->
          object.entries().forEach(entry -> pattern(entry.value(), into));
      case null, default -> {
        // Nothing else binds.
      }
    }
  }

  private void body(Body body) {
    body.literals().forEach(this::literal);
  }

  private void literal(Literal literal) {
    for (Literal.With with : literal.withs()) {
      if (with.target() instanceof Term.Ref ref) {
        ref.path().forEach(this::term);
      }
      term(with.value());
    }
    switch (literal.expr()) {
      case Expr.Holds holds -> term(holds.term());
      case Expr.Unify unify -> both(unify.left(), unify.right());
      case Expr.Assign assign -> both(assign.left(), assign.right());
      case Expr.SomeVars some -> some.vars().forEach(this::term);
      case Expr.SomeIn some -> {
        term(some.key());
        both(some.value(), some.collection());
      }
      case Expr.Every every -> term(every.domain());
      case Expr.Not not -> {
        if (!modernNot) {
          body(not.body());
        }
      }
      case Expr.Logic ignored -> {
        // Both operands are closures.
      }
    }
  }

  private void both(Term left, Term right) {
    term(left);
    term(right);
  }

  private void term(@Nullable Term term) {
    switch (term) {
      case null -> {
        // An optional part that is absent.
      }
      case Term.Scalar ignored -> {
        // No name.
      }
      case Term.Var name -> names.add(name.name());
      case Term.Ref ref -> {
        term(ref.head());
        ref.path().forEach(this::term);
      }
      case Term.ArrayTerm array -> array.items().forEach(this::term);
      case Term.SetTerm set -> set.items().forEach(this::term);
      case Term.ObjectTerm object ->
          object.entries().forEach(entry -> both(entry.key(), entry.value()));
      case Term.Call call -> call.arguments().forEach(this::term);
      case Term.Infix infix -> both(infix.left(), infix.right());
      case Term.Membership in -> {
        term(in.key());
        both(in.value(), in.collection());
      }
      case Term.Comprehension ignored -> {
        // A closure.
      }
      case Term.Template ignored -> {
        // Its parts are closures.
      }
    }
  }
}
