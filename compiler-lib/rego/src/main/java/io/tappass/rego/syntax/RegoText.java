package io.tappass.rego.syntax;

import io.tappass.rego.syntax.Expr.Assign;
import io.tappass.rego.syntax.Expr.Every;
import io.tappass.rego.syntax.Expr.Holds;
import io.tappass.rego.syntax.Expr.Logic;
import io.tappass.rego.syntax.Expr.Not;
import io.tappass.rego.syntax.Expr.SomeIn;
import io.tappass.rego.syntax.Expr.SomeVars;
import io.tappass.rego.syntax.Expr.Unify;
import io.tappass.rego.syntax.Term.ArrayTerm;
import io.tappass.rego.syntax.Term.Call;
import io.tappass.rego.syntax.Term.Collection;
import io.tappass.rego.syntax.Term.Comprehension;
import io.tappass.rego.syntax.Term.Infix;
import io.tappass.rego.syntax.Term.Membership;
import io.tappass.rego.syntax.Term.ObjectTerm;
import io.tappass.rego.syntax.Term.Part;
import io.tappass.rego.syntax.Term.Ref;
import io.tappass.rego.syntax.Term.Scalar;
import io.tappass.rego.syntax.Term.SetTerm;
import io.tappass.rego.syntax.Term.Template;
import io.tappass.rego.syntax.Term.Var;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.ValueText;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Prints syntax trees in one canonical form: {@code parse(canonical(m))} equals {@code m} but for
 * spans, and trees that differ only in layout, comments and place have the same text.
 */
public final class RegoText {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final StringBuilder out = new StringBuilder();
  private final Features features;

  private RegoText(Features features) {
    this.features = features;
  }

  /** A whole module, its annotations included, ending in a newline. */
  public static String canonical(Module module) {
    var text = new RegoText(module.features());
    text.annotations(module.annotations());
    text.out.append("package ").append(path(module.path())).append('\n');
    for (Import one : module.imports()) {
      text.out.append("\nimport ").append(path(one.path()));
      if (one.alias() != null) {
        text.out.append(" as ").append(one.alias());
      }
      text.out.append('\n');
    }
    for (Rule rule : module.rules()) {
      text.out.append('\n');
      text.annotations(rule.annotations());
      text.rule(rule);
    }
    return text.out.toString();
  }

  /** One rule without its annotations, ending in a newline. */
  public static String canonical(Rule rule, Features features) {
    var text = new RegoText(features);
    text.rule(rule);
    return text.out.toString();
  }

  /** A term on one line. */
  public static String canonical(Term term) {
    var text = new RegoText(Features.V1);
    text.term(term, false);
    return text.out.toString();
  }

  private static String path(List<String> steps) {
    var out = new StringBuilder(steps.getFirst());
    for (String step : steps.subList(1, steps.size())) {
      if (isName(step)) {
        out.append('.').append(step);
      } else {
        out.append('[').append(ValueText.of(StringValue.of(step))).append(']');
      }
    }
    return out.toString();
  }

  private static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  private void annotations(List<Annotations> all) {
    for (Annotations one : all) {
      // JSON is YAML; one line keeps the block whole.
      out.append("# METADATA\n# ").append(ValueText.of(one.members())).append('\n');
    }
  }

  private void rule(Rule rule) {
    if (rule.isDefault()) {
      out.append("default ");
    }
    Rule.Head head = rule.head();
    term(head.name().getFirst(), true);
    steps(head.name().subList(1, head.name().size()));
    if (head.arguments() != null) {
      out.append('(');
      commas(head.arguments());
      out.append(')');
    }
    if (head.member() != null) {
      out.append(" contains ");
      term(head.member(), true);
    }
    if (head.value() != null) {
      out.append(" := ");
      term(head.value(), true);
    }
    ifBody(rule.body());
    for (Rule.Else branch : rule.elses()) {
      out.append(" else");
      if (branch.value() != null) {
        out.append(" := ");
        term(branch.value(), true);
      }
      ifBody(branch.body());
    }
    out.append('\n');
  }

  private void ifBody(Body body) {
    if (body.literals().isEmpty()) {
      return;
    }
    out.append(" if {\n");
    for (Literal literal : body.literals()) {
      out.append('\t');
      literal(literal);
      out.append('\n');
    }
    out.append('}');
  }

  private void inline(Body body) {
    boolean first = true;
    for (Literal literal : body.literals()) {
      if (!first) {
        out.append("; ");
      }
      first = false;
      literal(literal);
    }
  }

  private void braced(Body body) {
    out.append("{ ");
    inline(body);
    out.append(" }");
  }

  private void literal(Literal literal) {
    expr(literal.expr());
    for (Literal.With with : literal.withs()) {
      out.append(" with ");
      term(with.target(), true);
      out.append(" as ");
      term(with.value(), true);
    }
  }

  private void expr(Expr expr) {
    switch (expr) {
      case Holds holds -> term(holds.term(), false);
      case Unify unify -> pair(unify.left(), " = ", unify.right());
      case Assign assign -> pair(assign.left(), " := ", assign.right());
      case SomeVars some -> {
        out.append("some ");
        commas(List.copyOf(some.vars()));
      }
      case SomeIn some -> {
        out.append("some ");
        if (some.key() != null) {
          term(some.key(), true);
          out.append(", ");
        }
        pair(some.value(), " in ", some.collection());
      }
      case Every every -> {
        out.append("every ");
        if (every.key() != null) {
          out.append(every.key().name()).append(", ");
        }
        pair(every.value(), " in ", every.domain());
        out.append(' ');
        braced(every.body());
      }
      case Not not -> {
        out.append("not ");
        if (features.not()) {
          braced(not.body());
        } else {
          inline(not.body());
        }
      }
      case Logic logic -> {
        braced(logic.left());
        out.append(logic.isAnd() ? " and " : " or ");
        braced(logic.right());
      }
    }
  }

  private void pair(Term left, String between, Term right) {
    term(left, true);
    out.append(between);
    term(right, true);
  }

  private void commas(List<? extends Term> terms) {
    boolean first = true;
    for (Term term : terms) {
      if (!first) {
        out.append(", ");
      }
      first = false;
      term(term, true);
    }
  }

  private void term(Term term, boolean nested) {
    switch (term) {
      case Scalar scalar -> out.append(ValueText.of(scalar.value()));
      case Var var -> out.append(var.name());
      case Ref ref -> {
        term(ref.head(), true);
        steps(ref.path());
      }
      case ArrayTerm array -> {
        out.append('[');
        commas(array.items());
        out.append(']');
      }
      case SetTerm set -> {
        out.append(set.items().isEmpty() ? "set()" : "{");
        commas(set.items());
        out.append(set.items().isEmpty() ? "" : "}");
      }
      case ObjectTerm object -> object(object);
      case Comprehension comprehension -> comprehension(comprehension);
      case Call call -> {
        term(call.function(), true);
        out.append('(');
        commas(call.arguments());
        out.append(')');
      }
      case Infix infix -> {
        out.append(nested ? "(" : "");
        pair(infix.left(), " " + infix.operator().symbol() + " ", infix.right());
        out.append(nested ? ")" : "");
      }
      case Membership in -> {
        out.append(nested ? "(" : "");
        if (in.key() != null) {
          term(in.key(), true);
          out.append(", ");
        }
        pair(in.value(), " in ", in.collection());
        out.append(nested ? ")" : "");
      }
      case Template template -> template(template);
    }
  }

  private void steps(List<Term> path) {
    for (Term step : path) {
      if (step instanceof Scalar scalar
          && scalar.value() instanceof StringValue text
          && isName(text.value())) {
        out.append('.').append(text.value());
      } else {
        out.append('[');
        term(step, true);
        out.append(']');
      }
    }
  }

  private void object(ObjectTerm object) {
    out.append('{');
    boolean first = true;
    for (Term.Entry entry : object.entries()) {
      if (!first) {
        out.append(", ");
      }
      first = false;
      pair(entry.key(), ": ", entry.value());
    }
    out.append('}');
  }

  private void comprehension(Comprehension comprehension) {
    boolean isArray = comprehension.makes() == Collection.ARRAY;
    out.append(isArray ? '[' : '{');
    if (comprehension.key() != null) {
      term(comprehension.key(), true);
      out.append(": ");
    }
    term(comprehension.value(), true);
    out.append(" | ");
    inline(comprehension.body());
    out.append(isArray ? ']' : '}');
  }

  private void template(Template template) {
    out.append("$\"");
    for (Part part : template.parts()) {
      switch (part) {
        case Part.Text text -> {
          String quoted = ValueText.of(StringValue.of(text.text()));
          out.append(quoted.substring(1, quoted.length() - 1).replace("{", "\\{"));
        }
        case Part.Value value -> {
          out.append('{');
          literal(value.literal());
          out.append('}');
        }
      }
    }
    out.append('"');
  }
}
