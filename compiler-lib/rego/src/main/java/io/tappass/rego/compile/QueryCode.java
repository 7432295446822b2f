package io.tappass.rego.compile;

import io.tappass.rego.compile.Scope.Layout;
import io.tappass.rego.compile.Scope.Local;
import io.tappass.rego.diagnostic.Diagnostic;
import io.tappass.rego.diagnostic.Severity;
import io.tappass.rego.diagnostic.SourceSpan;
import io.tappass.rego.eval.Node;
import io.tappass.rego.eval.Nodes;
import io.tappass.rego.eval.Step;
import io.tappass.rego.eval.Steps;
import io.tappass.rego.eval.TreeNode;
import io.tappass.rego.syntax.Body;
import io.tappass.rego.syntax.Expr;
import io.tappass.rego.syntax.Features;
import io.tappass.rego.syntax.Literal;
import io.tappass.rego.syntax.Term;
import io.tappass.rego.value.BooleanValue;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A query ready to run.
 *
 * @param body ends in {@link Steps.Emit}
 * @param expressions one for each statement: its value, where it stands
 * @param bindings the variables of the query by name
 */
public record QueryCode(
    Step body, List<Expression> expressions, Map<String, Node> bindings, int slots, int cells) {
  public QueryCode {
    expressions = List.copyOf(expressions);
  }

  /** The value of a statement: that of its term, or {@code true}. */
  public record Expression(Node value, SourceSpan span) {}

  private static final String CAPTURE = "__query";

  static @Nullable QueryCode compile(
      Body body,
      TreeNode root,
      Functions functions,
      Features features,
      List<Diagnostic> diagnostics) {
    var captured = new ArrayList<Literal>();
    var names = new ArrayList<@Nullable String>();
    for (Literal literal : body.literals()) {
      // A bare term is a question: its value is the answer, false included.
      if (literal.expr() instanceof Expr.Holds(Term term) && !binds(term, functions)) {
        String name = CAPTURE + names.size();
        names.add(name);
        var capture = new Expr.Unify(new Term.Var(name, literal.span()), term);
        captured.add(new Literal(capture, literal.withs(), literal.span()));
      } else {
        names.add(null);
        captured.add(literal);
      }
    }
    var layout = new Layout();
    var lowering = new Lowering(Names.none(features), functions, diagnostics);
    var whole = new Body(captured);
    Scope scope = lowering.scope(null, layout, whole, List.of());
    var goals = new ArrayList<Goal>();
    lowering.body(whole, scope, goals);
    var emitter = new Emitter(root, functions, layout, diagnostics, new BitSet());
    if (diagnostics.stream().anyMatch(d -> d.severity() == Severity.ERROR)) {
      return null;
    }
    emitter.goals(goals);
    if (diagnostics.stream().anyMatch(d -> d.severity() == Severity.ERROR)) {
      return null;
    }
    Step chain = emitter.chain(new Steps.Emit());
    var expressions = new ArrayList<Expression>();
    for (int index = 0; index < names.size(); index++) {
      String name = names.get(index);
      Local local = name == null ? null : scope.implicit().get(name);
      Node value = local == null ? new Nodes.Const(BooleanValue.TRUE) : new Nodes.Slot(local.slot);
      expressions.add(new Expression(value, body.literals().get(index).span()));
    }
    var bindings = new TreeMap<String, Node>();
    scope.implicit().values().forEach(local -> bind(local, bindings));
    scope.declared().values().forEach(local -> bind(local, bindings));
    return new QueryCode(chain, expressions, bindings, layout.slots, layout.cells);
  }

  /** Whether a statement is a call with a place for its result: it has no value of its own. */
  private static boolean binds(Term term, Functions functions) {
    if (!(term instanceof Term.Call call)) {
      return false;
    }
    Functions.Known known = functions.find(call.function(), Names.none(Features.V1));
    return known != null && call.arguments().size() > known.arity();
  }

  private static void bind(Local local, Map<String, Node> bindings) {
    if (!local.name.startsWith(CAPTURE) && !local.isGenerated()) {
      bindings.put(local.name, new Nodes.Slot(local.slot));
    }
  }
}
