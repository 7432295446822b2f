package io.tappass.policy.cascade;

import io.tappass.rego.diagnostic.SourceSpan;
import io.tappass.rego.syntax.Body;
import io.tappass.rego.syntax.Expr;
import io.tappass.rego.syntax.Import;
import io.tappass.rego.syntax.Literal;
import io.tappass.rego.syntax.Module;
import io.tappass.rego.syntax.Rule;
import io.tappass.rego.syntax.Term;
import io.tappass.rego.value.StringValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Collects the references of a piece of syntax. Variables are not told from rules of the same name:
 * whoever asks what a rule depends on gets too much rather than too little.
 */
final class References {
  private final Map<String, List<String>> imported = new HashMap<>();
  private final List<Reference> found = new ArrayList<>();

  private References(List<Import> imports) {
    for (Import each : imports) {
      String root = each.path().getFirst();
      if (root.equals("data") || root.equals("input")) {
        imported.put(each.name(), each.path());
      }
    }
  }

  /** Everything that {@code rule} reads, with its head, its bodies and its {@code with}s. */
  static List<Reference> of(Rule rule, Module module) {
    var references = new References(module.imports());
    references.head(rule.head());
    references.body(rule.body());
    for (Rule.Else branch : rule.elses()) {
      references.term(branch.value());
      references.body(branch.body());
    }
    return List.copyOf(references.found);
  }

  /** Everything that a body reads. */
  static List<Reference> of(Body body, Module module) {
    var references = new References(module.imports());
    references.body(body);
    return List.copyOf(references.found);
  }

  private void head(Rule.Head head) {
    // The first step is the rule's own name; the others may be computed.
    head.name().stream().skip(1).forEach(this::term);
    if (head.arguments() != null) {
      head.arguments().forEach(this::term);
    }
    term(head.member());
    term(head.value());
  }

  private void body(Body body) {
    for (Literal literal : body.literals()) {
      literal(literal);
    }
  }

  private void literal(Literal literal) {
    expression(literal.expr());
    for (Literal.With with : literal.withs()) {
      term(with.target());
      term(with.value());
      replaced(with.target());
      replaced(with.value());
    }
  }

  private void replaced(Term term) {
    if (term instanceof Term.Var variable) {
      found.add(new Reference.Replaced(variable.name(), variable.span()));
    }
    if (term instanceof Term.Ref ref && ref.head() instanceof Term.Var head) {
      var name = new StringBuilder(head.name());
      for (Term step : ref.path()) {
        if (!(step instanceof Term.Scalar(StringValue text, var ignored))) {
          return;
        }
        name.append('.').append(text.value());
      }
      found.add(new Reference.Replaced(name.toString(), ref.span()));
    }
  }

  private void expression(Expr expression) {
    switch (expression) {
      case Expr.Holds holds -> term(holds.term());
      case Expr.Unify unify -> terms(unify.left(), unify.right());
      case Expr.Assign assign -> terms(assign.left(), assign.right());
      case Expr.SomeVars ignored -> {}
      case Expr.SomeIn some -> terms(some.key(), some.value(), some.collection());
      case Expr.Every every -> {
        term(every.domain());
        body(every.body());
      }
      case Expr.Not not -> body(not.body());
      case Expr.Logic logic -> {
        body(logic.left());
        body(logic.right());
      }
    }
  }

  private void terms(@Nullable Term... terms) {
    for (Term term : terms) {
      term(term);
    }
  }

  private void term(@Nullable Term term) {
    switch (term) {
      case null -> {}
      case Term.Scalar ignored -> {}
      case Term.Var variable -> variable(variable.name(), variable.span());
      case Term.Ref ref -> reference(ref);
      case Term.ArrayTerm array -> array.items().forEach(this::term);
      case Term.SetTerm set -> set.items().forEach(this::term);
      case Term.ObjectTerm object ->
          object.entries().forEach(entry -> terms(entry.key(), entry.value()));
      case Term.Comprehension comprehension -> {
        terms(comprehension.key(), comprehension.value());
        body(comprehension.body());
      }
      case Term.Call call -> {
        term(call.function());
        call.arguments().forEach(this::term);
      }
      case Term.Infix infix -> terms(infix.left(), infix.right());
      case Term.Membership member -> terms(member.key(), member.value(), member.collection());
      case Term.Template template -> template.parts().forEach(this::part);
    }
  }

  private void part(Term.Part part) {
    if (part instanceof Term.Part.Value value) {
      literal(value.literal());
    }
  }

  private void variable(String name, SourceSpan span) {
    List<String> path = globalPath(name);
    found.add(
        path == null ? new Reference.Local(name, span) : new Reference.Global(path, true, span));
  }

  private void reference(Term.Ref ref) {
    List<String> root = ref.head() instanceof Term.Var head ? globalPath(head.name()) : null;
    if (root == null) {
      term(ref.head());
      ref.path().forEach(this::term);
      return;
    }
    List<String> path = new ArrayList<>(root);
    boolean isExact = true;
    for (Term step : ref.path()) {
      if (isExact && step instanceof Term.Scalar(StringValue text, var ignored)) {
        path.add(text.value());
      } else {
        isExact = false;
        term(step);
      }
    }
    found.add(new Reference.Global(path, isExact, ref.span()));
  }

  private @Nullable List<String> globalPath(String name) {
    return name.equals("data") || name.equals("input") ? List.of(name) : imported.get(name);
  }
}
