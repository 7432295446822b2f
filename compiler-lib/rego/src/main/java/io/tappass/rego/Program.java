package io.tappass.rego;

import io.tappass.rego.compile.Compiler;
import io.tappass.rego.compile.QueryCode;
import io.tappass.rego.diagnostic.Diagnostic;
import io.tappass.rego.eval.Evaluation;
import io.tappass.rego.eval.Machine;
import io.tappass.rego.eval.TreeNode;
import io.tappass.rego.syntax.Body;
import io.tappass.rego.syntax.Expr;
import io.tappass.rego.syntax.Module;
import io.tappass.rego.syntax.Parser;
import io.tappass.rego.syntax.RegoText;
import io.tappass.rego.syntax.Term;
import io.tappass.rego.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Compiled policies. Immutable; any number of threads may evaluate at once, each call is an
 * evaluation of its own.
 */
public final class Program {
  private static final int PATHS_MAX = 10_000;

  private final Compiler.Code code;
  private final RegoOptions options;
  private final List<ModuleInfo> modules;
  private final Map<String, List<Value>> paths = new ConcurrentHashMap<>();

  Program(Compiler.Code code, List<Module> modules, RegoOptions options) {
    this.code = code;
    this.options = options;
    var infos = new ArrayList<ModuleInfo>();
    for (Module module : modules) {
      infos.add(
          new ModuleInfo(
              module.file(),
              "data." + String.join(".", module.path()),
              module.imports().stream().map(one -> one.text()).toList(),
              RegoText.canonical(module)));
    }
    this.modules = List.copyOf(infos);
  }

  /**
   * The value of a rule, a package or a part of the base document, with OPA's meaning: an error of
   * a builtin is undefined.
   *
   * @param path for example {@code data.tappass.org.network}
   * @param input null where there is none
   * @return empty for undefined
   * @throws RegoException for a conflict or a spent budget
   */
  public Optional<Value> evaluate(String path, @Nullable Value input, Budget budget)
      throws RegoException {
    return evaluation(input, budget, false).value(code.root(), steps(path));
  }

  /** Like {@link #evaluate}, but an error of a builtin ends the evaluation. */
  public Optional<Value> evaluateStrict(String path, @Nullable Value input, Budget budget)
      throws RegoException {
    return evaluation(input, budget, true).value(code.root(), steps(path));
  }

  /**
   * The decision path: every clause of a rule, evaluated strictly and by itself. A clause that does
   * not hold has no outcome; one that holds has one for each solution; what its head says never
   * decides whether it holds (see {@code docs/spec/deviations.md}). Never throws: a spent budget is
   * an outcome too, after which no further clause is tried.
   *
   * @param path of a rule without variables in its name
   * @return empty if there is no such rule or no clause holds
   */
  public List<ClauseOutcome> evaluateClauses(String path, @Nullable Value input, Budget budget) {
    TreeNode node = code.root();
    for (Value step : steps(path)) {
      node = node.child(step);
      if (node == null) {
        return List.of();
      }
    }
    return node.group() == null ? List.of() : evaluation(input, budget, true).clauses(node.group());
  }

  /** Whether a rule of this path is defined in the source, whatever it yields. */
  public boolean defines(String path) {
    TreeNode node = code.root();
    for (Value step : steps(path)) {
      node = node.child(step);
      if (node == null) {
        return false;
      }
    }
    return node.group() != null;
  }

  /** Evaluates a query as {@code opa eval} does. */
  public QueryResult query(String query, @Nullable Value input, QueryOptions how)
      throws RegoException {
    Parser.Parsed<Body> parsed = Parser.query("", query, options.limits(), options.features());
    Body body = parsed.value();
    var diagnostics = new ArrayList<Diagnostic>(parsed.diagnostics());
    QueryCode compiled = body == null ? null : Compiler.query(body, code, options, diagnostics);
    if (compiled == null) {
      return new QueryResult(List.of(), diagnostics);
    }
    var machine = new Machine(how.budget(), how.isStrict(), how.timeNanos(), how.random());
    var evaluation = new Evaluation(machine, input, options.data(), code.groups().size());
    var solutions = new ArrayList<QueryResult.Solution>();
    evaluation.query(
        compiled,
        (values, bindings) -> {
          var expressions = new ArrayList<QueryResult.Expression>();
          for (int index = 0; index < values.size(); index++) {
            var span = compiled.expressions().get(index).span();
            expressions.add(new QueryResult.Expression(values.get(index), span));
          }
          solutions.add(new QueryResult.Solution(expressions, bindings));
        });
    return new QueryResult(solutions, diagnostics);
  }

  private Evaluation evaluation(@Nullable Value input, Budget budget, boolean isStrict) {
    var machine = new Machine(budget, isStrict, 0, FIXED);
    return new Evaluation(machine, input, options.data(), code.groups().size());
  }

  /** Nothing in a decision is random: the profile has no builtin that would ask. */
  private static final RandomGenerator FIXED = () -> 0L;

  private List<Value> steps(String path) {
    List<Value> known = paths.get(path);
    if (known == null) {
      known = parsed(path);
      if (paths.size() < PATHS_MAX) {
        paths.put(path, known);
      }
    }
    return known;
  }

  private List<Value> parsed(String path) {
    Body body = Parser.query("", path, options.limits(), options.features()).value();
    if (body != null
        && body.literals().size() == 1
        && body.literals().getFirst().expr() instanceof Expr.Holds(Term term)) {
      if (term instanceof Term.Var name && name.name().equals("data")) {
        return List.of();
      }
      if (term instanceof Term.Ref ref
          && ref.head() instanceof Term.Var name
          && name.name().equals("data")) {
        var steps = new ArrayList<Value>();
        for (Term step : ref.path()) {
          if (step instanceof Term.Scalar scalar) {
            steps.add(scalar.value());
          }
        }
        if (steps.size() == ref.path().size()) {
          return List.copyOf(steps);
        }
      }
    }
    throw new IllegalArgumentException("not a path beneath data: " + path);
  }

  /** Every clause in the order of the source. */
  public List<RuleInfo> rules() {
    return code.rules();
  }

  /** Every module in the order given. */
  public List<ModuleInfo> modules() {
    return modules;
  }

  /** How the program was compiled. */
  public RegoOptions options() {
    return options;
  }
}
