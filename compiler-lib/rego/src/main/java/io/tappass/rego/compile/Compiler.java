package io.tappass.rego.compile;

import io.tappass.rego.RegoOptions;
import io.tappass.rego.RuleInfo;
import io.tappass.rego.builtin.Builtins;
import io.tappass.rego.diagnostic.Diagnostic;
import io.tappass.rego.diagnostic.RegoCode;
import io.tappass.rego.diagnostic.Related;
import io.tappass.rego.diagnostic.Severity;
import io.tappass.rego.eval.RuleGroup;
import io.tappass.rego.eval.TreeNode;
import io.tappass.rego.syntax.Body;
import io.tappass.rego.syntax.Module;
import io.tappass.rego.syntax.Rule;
import io.tappass.rego.syntax.Term;
import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.BooleanValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Compiles modules; {@link #STAGES} is the order in which. */
public final class Compiler {

  /** A stage; it runs only if those before found no error. */
  private record Stage(String name, Consumer<Compiler> run) {}

  private static final List<Stage> STAGES =
      List.of(
          new Stage("collect the names of rules", Compiler::collectNames),
          new Stage("build the tree of packages and rules", Compiler::buildTree),
          new Stage("refuse rules that contradict each other", Compiler::checkConflicts),
          new Stage("resolve names, take calls apart, check arity", Compiler::lowerRules),
          new Stage("refuse recursion", Compiler::checkRecursion),
          new Stage("order statements, emit chains, build indexes", Compiler::emitRules));

  /** A program as the evaluator wants it. */
  public record Code(
      TreeNode root, List<RuleGroup> groups, List<RuleInfo> rules, Builtins builtins) {}

  private final List<Module> modules;
  private final List<Diagnostic> diagnostics = new ArrayList<>();
  private final Map<List<String>, Set<String>> ruleNames = new HashMap<>();
  private final TreeNode root = new TreeNode();
  private final Functions functions;
  private final Metadata metadata;
  private final List<RuleUnit> units = new ArrayList<>();
  private final Map<RuleGroup, List<RuleUnit>> groups = new LinkedHashMap<>();

  private Compiler(List<Module> modules, RegoOptions options, Builtins builtins) {
    this.modules = modules;
    this.functions = new Functions(root, builtins, options.profile());
    this.metadata = new Metadata(modules);
  }

  /**
   * Compiles modules together; without an error the code is there.
   *
   * @param diagnostics receives what is wrong
   */
  public static @Nullable Code compile(
      List<Module> modules, RegoOptions options, Builtins builtins, List<Diagnostic> diagnostics) {
    var compiler = new Compiler(modules, options, builtins);
    for (Stage stage : STAGES) {
      stage.run().accept(compiler);
      if (compiler.hasErrors()) {
        diagnostics.addAll(compiler.diagnostics);
        return null;
      }
    }
    diagnostics.addAll(compiler.diagnostics);
    var infos = new ArrayList<RuleInfo>();
    compiler.units.forEach(unit -> infos.add(unit.info));
    compiler.root.seal();
    return new Code(compiler.root, List.copyOf(compiler.groups.keySet()), infos, builtins);
  }

  /** The names of the stages, in order. */
  public static List<String> stages() {
    return STAGES.stream().map(Stage::name).toList();
  }

  private boolean hasErrors() {
    return diagnostics.stream().anyMatch(d -> d.severity() == Severity.ERROR);
  }

  private void collectNames() {
    for (Module module : modules) {
      Set<String> names = ruleNames.computeIfAbsent(module.path(), ignored -> new HashSet<>());
      for (Rule rule : module.rules()) {
        String name = firstName(rule);
        names.add(name);
        if (name.equals("input") || name.equals("data")) {
          diagnostics.add(
              Diagnostic.error(
                  RegoCode.COMPILE,
                  rule.head().span(),
                  "rules must not shadow " + name + " (use a different rule name)"));
        }
      }
    }
  }

  private static String firstName(Rule rule) {
    return rule.head().name().getFirst() instanceof Term.Var name ? name.name() : "";
  }

  private void buildTree() {
    for (Module module : modules) {
      TreeNode node = root;
      for (String step : module.path()) {
        node = node.grow(StringValue.of(step));
      }
      node.markPackage();
      int index = 0;
      for (Rule rule : module.rules()) {
        addRule(module, rule, index++);
      }
    }
  }

  private void addRule(Module module, Rule rule, int index) {
    List<Value> path = RuleUnit.constantPath(module, rule);
    int constants = path.size() - module.path().size();
    List<Term> suffix = rule.head().name().subList(constants, rule.head().name().size());
    TreeNode node = root;
    for (Value step : path) {
      node = node.grow(step);
    }
    RuleGroup.Kind kind = kind(rule, suffix);
    int arity = rule.head().arguments() == null ? 0 : rule.head().arguments().size();
    RuleGroup group = node.group();
    if (group == null) {
      group = new RuleGroup(groups.size(), Metadata.pathText(path), kind, arity);
      node.put(group);
      groups.put(group, new ArrayList<>());
    } else if (group.kind() != kind || group.arity() != arity) {
      RuleUnit first = groups.getOrDefault(group, List.of()).getFirst();
      diagnostics.add(
          new Diagnostic(
              Severity.ERROR,
              RegoCode.TYPE.code(),
              rule.head().span(),
              "conflicting rules " + group.path() + " found",
              "one name is a value, a set, an object or a function of one arity",
              List.of(new Related(first.rule.head().span(), "the first is here"))));
      return;
    }
    RuleInfo info = metadata.info(module, rule, index, path, suffix.isEmpty());
    var unit = new RuleUnit(module, rule, info, group, suffix);
    units.add(unit);
    groups.getOrDefault(group, new ArrayList<>()).add(unit);
    if (!suffix.isEmpty() && rule.head().arguments() != null) {
      diagnostics.add(
          Diagnostic.error(
              RegoCode.COMPILE, rule.head().span(), "a function has no variables in its name"));
    }
  }

  private static RuleGroup.Kind kind(Rule rule, List<Term> suffix) {
    if (rule.head().arguments() != null) {
      return RuleGroup.Kind.FUNCTION;
    }
    if (!suffix.isEmpty()) {
      return RuleGroup.Kind.DYNAMIC;
    }
    return rule.head().member() != null ? RuleGroup.Kind.SET : RuleGroup.Kind.COMPLETE;
  }

  private void checkConflicts() {
    groups.forEach((group, rules) -> {
      var defaults = rules.stream().filter(unit -> unit.rule.isDefault()).toList();
      if (defaults.size() > 1) {
        diagnostics.add(
            Diagnostic.error(
                RegoCode.TYPE,
                defaults.get(1).rule.span(),
                "multiple default rules " + group.path() + " found"));
      }
    });
    checkShadowing(root);
  }

  private void checkShadowing(TreeNode start) {
    var open = new ArrayList<TreeNode>();
    open.add(start);
    while (!open.isEmpty()) {
      TreeNode node = open.removeLast();
      RuleGroup group = node.group();
      if (group != null && isWhole(group.kind()) && (!node.isLeaf() || node.isPackage())) {
        RuleUnit unit = groups.getOrDefault(group, List.of()).getFirst();
        diagnostics.add(
            Diagnostic.error(
                RegoCode.TYPE,
                unit.rule.head().span(),
                "rule " + unit.group.path() + " conflicts with what is defined beneath it"));
      }
      open.addAll(node.children());
    }
  }

  private static boolean isWhole(RuleGroup.Kind kind) {
    return kind == RuleGroup.Kind.COMPLETE || kind == RuleGroup.Kind.SET;
  }

  private void lowerRules() {
    var lowerings = new IdentityHashMap<Module, Lowering>();
    for (Module module : modules) {
      Set<String> rules = ruleNames.getOrDefault(module.path(), Set.of());
      Names names = Names.of(module, rules, diagnostics);
      lowerings.put(module, new Lowering(names, functions, diagnostics));
    }
    for (RuleUnit unit : units) {
      unit.dependencies =
          functions.begin(metadata.chain(unit.module, unit.rule), metadata.rule(unit.rule));
      Lowering lowering = lowerings.get(unit.module);
      if (lowering != null) {
        new RuleLowering(unit, lowering, diagnostics).run();
      }
    }
  }

  private void checkRecursion() {
    new Recursion(root, groups).check(diagnostics);
  }

  private void emitRules() {
    groups.forEach(
        (group, rules) -> new GroupEmission(root, functions, diagnostics).define(group, rules));
  }

  /** What a query is, ready to run. */
  public static @Nullable QueryCode query(
      Body body, Code code, RegoOptions options, List<Diagnostic> diagnostics) {
    var functions = new Functions(code.root(), code.builtins(), options.profile());
    Core empty = new Core.Constant(ArrayValue.EMPTY);
    functions.begin(empty, new Core.Constant(ObjectValue.EMPTY));
    return QueryCode.compile(body, code.root(), functions, options.features(), diagnostics);
  }

  static Core trueValue() {
    return new Core.Constant(BooleanValue.TRUE);
  }
}
