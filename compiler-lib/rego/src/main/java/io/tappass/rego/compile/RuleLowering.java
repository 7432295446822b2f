package io.tappass.rego.compile;

import io.tappass.rego.compile.Scope.Local;
import io.tappass.rego.diagnostic.Diagnostic;
import io.tappass.rego.diagnostic.RegoCode;
import io.tappass.rego.syntax.Body;
import io.tappass.rego.syntax.Rule;
import io.tappass.rego.syntax.Term;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes one rule apart: arguments, body, head, and the same for each {@code else}. */
final class RuleLowering {
  private final RuleUnit unit;
  private final Lowering lowering;
  private final List<Diagnostic> diagnostics;

  RuleLowering(RuleUnit unit, Lowering lowering, List<Diagnostic> diagnostics) {
    this.unit = unit;
    this.lowering = lowering;
    this.diagnostics = diagnostics;
  }

  void run() {
    Rule rule = unit.rule;
    var parameters = new Scope(null, unit.layout);
    List<Term> arguments = rule.head().arguments() == null ? List.of() : rule.head().arguments();
    var slots = new ArrayList<Local>();
    for (Term argument : arguments) {
      slots.add(parameters.temporary(argument.span()));
    }
    declare(arguments, slots, parameters);
    unit.branches.add(branch(rule.head().value(), rule.body(), arguments, slots, parameters));
    for (Rule.Else other : rule.elses()) {
      unit.branches.add(branch(other.value(), other.body(), arguments, slots, parameters));
    }
    if (rule.isDefault()) {
      checkDefault(rule);
    }
  }

  private void declare(List<Term> arguments, List<Local> slots, Scope parameters) {
    var vars = new ArrayList<Term.Var>();
    for (int index = 0; index < arguments.size(); index++) {
      if (arguments.get(index) instanceof Term.Var name
          && !name.isWildcard()
          && !parameters.isDeclaredHere(name.name())) {
        parameters.declare(name.name(), slots.get(index));
      } else {
        Occurrences.pattern(arguments.get(index), vars);
      }
    }
    for (Term.Var name : vars) {
      if (!parameters.isDeclaredHere(name.name())) {
        parameters.declare(name.name(), name.span());
      }
    }
  }

  private RuleUnit.Branch branch(
      @Nullable Term value, Body body, List<Term> arguments, List<Local> slots, Scope parameters) {
    var others = new ArrayList<@Nullable Term>();
    others.addAll(unit.suffix);
    others.add(unit.rule.head().member());
    others.add(value);
    Scope scope = lowering.scope(parameters, unit.layout, body, others);
    var goals = new ArrayList<Goal>();
    for (int index = 0; index < arguments.size(); index++) {
      Term argument = arguments.get(index);
      var own = new Core.Variable(slots.get(index));
      Core pattern = lowering.terms().lower(argument, scope, goals);
      boolean isAny = argument instanceof Term.Var name && name.isWildcard();
      if (!isAny && !pattern.equals(own)) {
        goals.add(new Goal.Unify(own, pattern, argument.span()));
      }
    }
    lowering.body(body, scope, goals);
    var headGoals = new ArrayList<Goal>();
    var path = new ArrayList<Core>();
    for (Term step : unit.suffix) {
      path.add(head(step, scope, headGoals));
    }
    Term memberTerm = unit.rule.head().member();
    Core member = memberTerm == null ? null : head(memberTerm, scope, headGoals);
    Core result = value == null ? Compiler.trueValue() : head(value, scope, headGoals);
    return new RuleUnit.Branch(goals, headGoals, path, member, result);
  }

  /** A term of the head; references with variables become goals, which may give them values. */
  private Core head(Term term, Scope scope, List<Goal> headGoals) {
    Core core = lowering.terms().lower(term, scope, headGoals);
    return Safety.variables(core).isEmpty()
        ? core
        : lowering.terms().hoistInside(core, term.span(), scope, headGoals);
  }

  private void checkDefault(Rule rule) {
    for (RuleUnit.Branch branch : unit.branches) {
      if (!branch.headGoals().isEmpty()
          || !(branch.value() instanceof Core.Constant || branch.value() instanceof Core.Closure)) {
        diagnostics.add(
            Diagnostic.error(
                RegoCode.PARSE,
                rule.span(),
                "default rule value cannot contain a variable, a reference or a call"));
      }
    }
    if (!unit.suffix.isEmpty() || rule.head().member() != null) {
      diagnostics.add(
          Diagnostic.error(RegoCode.PARSE, rule.span(), "default rules must have a constant name"));
    }
  }
}
