package io.tappass.rego.compile;

import io.tappass.rego.compile.Core.Makes;
import io.tappass.rego.compile.Goal.Change;
import io.tappass.rego.compile.Scope.Local;
import io.tappass.rego.diagnostic.Diagnostic;
import io.tappass.rego.diagnostic.RegoCode;
import io.tappass.rego.diagnostic.SourceSpan;
import io.tappass.rego.syntax.Body;
import io.tappass.rego.syntax.Expr;
import io.tappass.rego.syntax.Literal;
import io.tappass.rego.syntax.Operator;
import io.tappass.rego.syntax.Term;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes a body apart into goals: names become locals or paths, calls become goals of their own.
 * What legacy {@code not} leaves inside and what it takes out in front is exactly what OPA's
 * compiler does (rewriteExprTerms, rewriteDynamics); {@code docs/spec/negation.md} is its table.
 */
final class Lowering {
  private final Names names;
  private final Functions functions;
  private final TermLowering terms;
  private final List<Diagnostic> diagnostics;

  Lowering(Names names, Functions functions, List<Diagnostic> diagnostics) {
    this.names = names;
    this.functions = functions;
    this.diagnostics = diagnostics;
    this.terms = new TermLowering(names, functions, this, diagnostics);
  }

  TermLowering terms() {
    return terms;
  }

  /** The scope of a body, with the names that occur in it. */
  Scope scope(
      @Nullable Scope parent,
      Scope.Layout layout,
      Body body,
      List<? extends @Nullable Term> others) {
    var scope = new Scope(parent, layout);
    scope.occurs(Occurrences.of(body, names.modernNot(), others));
    return scope;
  }

  void body(Body body, Scope scope, List<Goal> goals) {
    for (Literal literal : body.literals()) {
      literal(literal, scope, goals);
    }
  }

  void literal(Literal literal, Scope scope, List<Goal> goals) {
    if (literal.withs().isEmpty()) {
      expr(literal.expr(), literal.span(), scope, goals);
      return;
    }
    var changes = new ArrayList<Change>();
    for (Literal.With with : literal.withs()) {
      Change change = change(with, scope, goals);
      if (change != null) {
        changes.add(change);
      }
    }
    var inner = new ArrayList<Goal>();
    expr(literal.expr(), literal.span(), scope, inner);
    goals.add(new Goal.With(changes, inner, literal.span()));
  }

  private @Nullable Change change(Literal.With with, Scope scope, List<Goal> goals) {
    Object function = functions.key(with.target(), names);
    if (function != null) {
      Functions.Known other = functions.find(with.value(), names);
      if (other != null && other.callable() != null && !isShadowed(with.value(), scope)) {
        if (other.refusal() != null) {
          diagnostics.add(other.refusal());
        }
        Functions.Known replaced = functions.find(with.target(), names);
        if (replaced != null && replaced.arity() != other.arity()) {
          error(
              RegoCode.TYPE,
              with.value().span(),
              "arity mismatch: " + replaced.arity() + " arguments replaced by " + other.arity());
        }
        return new Change.Function(function, null, other.callable());
      }
      return new Change.Function(function, terms.lower(with.value(), scope, goals), null);
    }
    Core target = terms.lower(with.target(), scope, goals);
    Core value = terms.lower(with.value(), scope, goals);
    if (target instanceof Core.Reference ref
        && ref.root() != Core.Root.LOCAL
        && ref.path().stream().allMatch(step -> step instanceof Core.Constant)) {
      functions.mocksData(ref);
      return new Change.Document(ref.root() == Core.Root.INPUT, ref.path(), value);
    }
    error(
        RegoCode.TYPE,
        with.target().span(),
        "with keyword target must reference existing input, data, or a function");
    return null;
  }

  private static boolean isShadowed(Term term, Scope scope) {
    return term instanceof Term.Var name && scope.findDeclared(name.name()) != null;
  }

  private void expr(Expr expr, SourceSpan span, Scope scope, List<Goal> goals) {
    switch (expr) {
      case Expr.Holds(Term term) -> holds(term, scope, goals);
      case Expr.Unify(Term left, Term right) -> unify(left, right, span, scope, goals);
      case Expr.Assign(Term left, Term right) -> assign(left, right, span, scope, goals);
      case Expr.SomeVars some -> some.vars().forEach(name -> declare(name, scope));
      case Expr.SomeIn some -> someIn(some, span, scope, goals);
      case Expr.Every every -> every(every, span, scope, goals);
      case Expr.Not not -> negated(not, scope, goals);
      case Expr.Logic logic -> {
        Scope leftScope = scope(scope, scope.layout, logic.left(), List.of());
        var left = new ArrayList<Goal>();
        body(logic.left(), leftScope, left);
        Scope rightScope = scope(scope, scope.layout, logic.right(), List.of());
        var right = new ArrayList<Goal>();
        body(logic.right(), rightScope, right);
        goals.add(new Goal.Logic(logic.isAnd(), leftScope, left, rightScope, right, logic.span()));
      }
    }
  }

  private void holds(Term term, Scope scope, List<Goal> goals) {
    if (isPrint(term)) {
      return;
    }
    if (term instanceof Term.Infix infix && infix.operator() == Operator.EQUAL) {
      Core left = terms.lower(infix.left(), scope, goals);
      Core right = terms.lower(infix.right(), scope, goals);
      goals.add(new Goal.Equal(left, right, infix.span()));
    } else if (terms.isCall(term)) {
      Goal call = terms.call(term, null, scope, goals);
      if (call != null) {
        goals.add(call);
      }
    } else {
      goals.add(new Goal.Holds(terms.lower(term, scope, goals), term.span()));
    }
  }

  /** {@code print} says nothing here: decisions have no console. */
  private static boolean isPrint(Term term) {
    return term instanceof Term.Call call
        && call.function() instanceof Term.Var name
        && name.name().equals("print");
  }

  private void unify(Term left, Term right, SourceSpan span, Scope scope, List<Goal> goals) {
    if (terms.isCall(right)) {
      Core result = terms.lower(left, scope, goals);
      addCall(right, result, scope, goals);
    } else if (terms.isCall(left)) {
      Core result = terms.lower(right, scope, goals);
      addCall(left, result, scope, goals);
    } else {
      Core one = terms.lower(left, scope, goals);
      goals.add(new Goal.Unify(one, terms.lower(right, scope, goals), span));
    }
  }

  private void addCall(Term call, Core result, Scope scope, List<Goal> goals) {
    Goal goal = terms.call(call, result, scope, goals);
    if (goal != null) {
      goals.add(goal);
    }
  }

  private void assign(Term left, Term right, SourceSpan span, Scope scope, List<Goal> goals) {
    if (left instanceof Term.Scalar || left instanceof Term.Ref || terms.isCall(left)) {
      error(
          RegoCode.COMPILE,
          left.span(),
          "cannot assign to "
              + (left instanceof Term.Ref ? "ref" : left instanceof Term.Scalar ? "value" : "call"),
          "a name stands on the left of :=; compare with ==");
      return;
    }
    if (terms.isCall(right)) {
      // The arguments see the names of before; only then are those on the left declared.
      var arguments = new ArrayList<Goal>();
      Goal call = terms.call(right, null, scope, arguments);
      goals.addAll(arguments);
      declarePattern(left, scope);
      Core result = terms.lower(left, scope, goals);
      if (call instanceof Goal.Call known) {
        if (known.result() != null) {
          error(RegoCode.TYPE, span, "a call with its result among its arguments has no value");
        }
        goals.add(new Goal.Call(known.target(), known.arguments(), result, span));
      }
      return;
    }
    Core value = terms.lower(right, scope, goals);
    declarePattern(left, scope);
    goals.add(new Goal.Unify(terms.lower(left, scope, goals), value, span));
  }

  private void declarePattern(Term pattern, Scope scope) {
    var vars = new ArrayList<Term.Var>();
    Occurrences.pattern(pattern, vars);
    Set<String> seen = new HashSet<>();
    for (Term.Var name : vars) {
      if (!seen.add(name.name())) {
        error(RegoCode.COMPILE, name.span(), "var " + name.name() + " assigned above");
      } else {
        declare(name, scope);
      }
    }
  }

  private void declare(Term.Var name, Scope scope) {
    if (name.isWildcard()) {
      return;
    }
    if (name.name().equals("input") || name.name().equals("data")) {
      error(
          RegoCode.COMPILE,
          name.span(),
          "variables must not shadow " + name.name() + " (use a different variable name)");
      return;
    }
    if (scope.isDeclaredHere(name.name())) {
      error(RegoCode.COMPILE, name.span(), "var " + name.name() + " assigned above");
      return;
    }
    if (scope.isUsed(name.name())) {
      error(
          RegoCode.COMPILE,
          name.span(),
          "var " + name.name() + " referenced above",
          "declare it before its first use");
      return;
    }
    scope.declare(name.name(), name.span());
  }

  private void someIn(Expr.SomeIn some, SourceSpan span, Scope scope, List<Goal> goals) {
    Core collection = terms.lower(some.collection(), scope, goals);
    var vars = new ArrayList<Term.Var>();
    if (some.key() != null) {
      Occurrences.pattern(some.key(), vars);
    }
    Occurrences.pattern(some.value(), vars);
    Set<String> seen = new HashSet<>();
    for (Term.Var name : vars) {
      if (seen.add(name.name())) {
        declare(name, scope);
      }
    }
    Core key = some.key() == null ? null : terms.lower(some.key(), scope, goals);
    Core value = terms.lower(some.value(), scope, goals);
    goals.add(new Goal.SomeIn(key, value, collection, span));
  }

  private void every(Expr.Every every, SourceSpan span, Scope scope, List<Goal> goals) {
    Core domain = terms.lower(every.domain(), scope, goals);
    if (domain instanceof Core.Reference) {
      domain = terms.hoist(domain, every.domain().span(), scope, goals);
    }
    Scope inner = scope(scope, scope.layout, every.body(), List.of());
    Local key = null;
    if (every.key() != null) {
      key = everyVar(every.key(), inner);
    }
    Local value = everyVar(every.value(), inner);
    var body = new ArrayList<Goal>();
    body(every.body(), inner, body);
    goals.add(new Goal.Every(key, value, domain, inner, body, span));
  }

  private Local everyVar(Term.Var name, Scope scope) {
    if (name.isWildcard()) {
      return scope.wildcard(name.span());
    }
    if (scope.isDeclaredHere(name.name())) {
      error(RegoCode.COMPILE, name.span(), "var " + name.name() + " declared above");
    }
    return scope.declare(name.name(), name.span());
  }

  private void negated(Expr.Not not, Scope scope, List<Goal> goals) {
    var inner = new ArrayList<Goal>();
    if (names.modernNot()) {
      Scope own = scope(scope, scope.layout, not.body(), List.of());
      body(not.body(), own, inner);
      goals.add(new Goal.Not(own, inner, not.span()));
      return;
    }
    for (Literal literal : not.body().literals()) {
      legacy(literal, scope, goals, inner);
    }
    goals.add(new Goal.Not(null, inner, not.span()));
  }

  private void legacy(Literal literal, Scope scope, List<Goal> goals, List<Goal> inner) {
    SourceSpan span = literal.span();
    switch (literal.expr()) {
      case Expr.Holds(Term term)
          when term instanceof Term.Infix infix && infix.operator() == Operator.EQUAL -> {
        Core left = operand(infix.left(), scope, goals);
        inner.add(new Goal.Equal(left, operand(infix.right(), scope, goals), span));
      }
      case Expr.Holds(Term term) when terms.isCall(term) -> {
        if (terms.call(term, null, scope, goals) instanceof Goal.Call call) {
          var arguments = new ArrayList<Core>();
          for (Core argument : call.arguments()) {
            arguments.add(terms.hoistInside(argument, span, scope, goals));
          }
          Core result =
              call.result() == null ? null : terms.hoistInside(call.result(), span, scope, goals);
          inner.add(new Goal.Call(call.target(), arguments, result, span));
        }
      }
      case Expr.Holds(Term term) -> inner.add(new Goal.Holds(operand(term, scope, goals), span));
      case Expr.Unify(Term left, Term right) -> {
        Core one = operand(left, scope, goals);
        inner.add(new Goal.Unify(one, operand(right, scope, goals), span));
      }
      case Expr.Assign(Term left, Term right) -> {
        Core one = operand(right, scope, goals);
        inner.add(new Goal.Unify(operand(left, scope, goals), one, span));
      }
      case Expr.Every every -> {
        var all = new ArrayList<Goal>();
        every(every, span, scope, all);
        inner.add(all.removeLast());
        goals.addAll(all);
      }
      case Expr.Logic logic -> expr(logic, span, scope, inner);
      case Expr.SomeVars ignored -> error(RegoCode.COMPILE, span, "unexpected some after not");
      case Expr.SomeIn ignored -> error(RegoCode.COMPILE, span, "unexpected some after not");
      case Expr.Not ignored -> error(RegoCode.COMPILE, span, "unexpected not after not");
    }
  }

  /** An operand of {@code =} or {@code ==}, or a bare term: a reference stays, its inside goes. */
  private Core operand(Term term, Scope scope, List<Goal> goals) {
    Core core = terms.lower(term, scope, goals);
    if (core instanceof Core.Reference ref) {
      var path = new ArrayList<Core>();
      for (Core step : ref.path()) {
        path.add(terms.hoistInside(step, ref.span(), scope, goals));
      }
      return new Core.Reference(ref.root(), ref.base(), path, ref.span());
    }
    return terms.hoistInside(core, term.span(), scope, goals);
  }

  /** A part of a template string: a closure with at most one value. */
  Core templatePart(Literal literal, Scope scope) {
    if (!(literal.expr() instanceof Expr.Holds(Term term))) {
      throw new IllegalStateException("a template part is a term");
    }
    var body = new Body(List.of(literal));
    Scope inner = scope(scope, scope.layout, body, List.of());
    var goals = new ArrayList<Goal>();
    var changes = new ArrayList<Change>();
    for (Literal.With with : literal.withs()) {
      Change change = change(with, inner, goals);
      if (change != null) {
        changes.add(change);
      }
    }
    var own = new ArrayList<Goal>();
    Core lowered = terms.lower(term, inner, own);
    Local result = inner.temporary(term.span());
    own.add(new Goal.Unify(new Core.Variable(result), lowered, term.span()));
    if (changes.isEmpty()) {
      goals.addAll(own);
    } else {
      goals.add(new Goal.With(changes, own, literal.span()));
    }
    return new Core.Closure(Makes.SINGLE, inner, goals, null, new Core.Variable(result));
  }

  void error(RegoCode code, SourceSpan span, String message) {
    diagnostics.add(Diagnostic.error(code, span, message));
  }

  private void error(RegoCode code, SourceSpan span, String message, String hint) {
    diagnostics.add(Diagnostic.error(code, span, message, hint));
  }
}
