package io.tappass.rego.compile;

import io.tappass.rego.eval.Clause;
import io.tappass.rego.eval.Node;
import io.tappass.rego.eval.Nodes;
import io.tappass.rego.eval.RuleIndex;
import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.SetValue;
import io.tappass.rego.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Chooses the input path that most clauses of a name compare with constants. */
final class IndexChoice {
  private static final int CLAUSES_MIN = 2;

  /** Builtins that answer for any values. */
  private static final Set<String> TOTAL =
      Set.of("eq", "equal", "neq", "lt", "lte", "gt", "gte", "internal.member_2");

  private IndexChoice() {}

  static @Nullable RuleIndex choose(List<Clause> clauses, List<RuleUnit> units) {
    if (clauses.size() < CLAUSES_MIN) {
      return null;
    }
    var byPath = new LinkedHashMap<List<Value>, Map<Integer, List<Value>>>();
    for (int index = 0; index < units.size(); index++) {
      RuleUnit unit = units.get(index);
      if (unit.branches.size() != 1) {
        continue;
      }
      // Only what stands before the first goal that can fail: leaving a clause out must never hide
      // a failure, or one more clause under the name could turn deny(rule_error) into an allow.
      for (Goal goal : unit.branches.getFirst().goals()) {
        if (!cannotFail(goal)) {
          break;
        }
        note(goal, index, byPath);
      }
    }
    List<Value> best = null;
    int most = 0;
    for (var path : byPath.entrySet()) {
      if (path.getValue().size() > most) {
        most = path.getValue().size();
        best = path.getKey();
      }
    }
    if (best == null) {
      return null;
    }
    var constants = new ArrayList<List<Value>>();
    Map<Integer, List<Value>> chosen = byPath.getOrDefault(best, Map.of());
    for (int index = 0; index < clauses.size(); index++) {
      constants.add(chosen.getOrDefault(index, List.of()));
    }
    List<Node> steps = best.stream().<Node>map(Nodes.Const::new).toList();
    return new RuleIndex(new Nodes.Member(new Nodes.Input(), steps), clauses, constants);
  }

  private static boolean cannotFail(Goal goal) {
    return switch (goal) {
      case Goal.Equal(Core left, Core right, var ignored) -> isPlain(left) && isPlain(right);
      case Goal.Unify(Core left, Core right, var ignored) -> isPlain(left) && isPlain(right);
      case Goal.Holds(Core term, var ignored) -> isPlain(term);
      case Goal.Call call ->
          call.target() instanceof Goal.Target.Function function
              && TOTAL.contains(function.name())
              && call.arguments().stream().allMatch(IndexChoice::isPlain);
      case Goal.SomeIn ignored -> false;
      case Goal.Not ignored -> false;
      case Goal.Every ignored -> false;
      case Goal.Logic ignored -> false;
      case Goal.With ignored -> false;
    };
  }

  /** Whether reading the term evaluates no rule and no builtin. */
  private static boolean isPlain(Core term) {
    return switch (term) {
      case Core.Constant ignored -> true;
      case Core.Variable ignored -> true;
      case Core.Reference ref ->
          ref.root() != Core.Root.DATA && ref.path().stream().allMatch(IndexChoice::isPlain);
      case Core.Items ignored -> false;
      case Core.Members ignored -> false;
      case Core.Fields ignored -> false;
      case Core.Closure ignored -> false;
      case Core.Template ignored -> false;
    };
  }

  private static void note(
      Goal goal, int clause, Map<List<Value>, Map<Integer, List<Value>>> byPath) {
    switch (goal) {
      case Goal.Equal(Core left, Core right, var ignored) -> pair(left, right, clause, byPath);
      case Goal.Unify(Core left, Core right, var ignored) -> pair(left, right, clause, byPath);
      case Goal.Call call
          when call.result() == null
              && call.target() instanceof Goal.Target.Function function
              && function.name().equals("internal.member_2") -> {
        if (call.arguments().get(1) instanceof Core.Constant constant) {
          List<Value> values =
              switch (constant.value()) {
                case SetValue set -> set.items();
                case ArrayValue array -> array.items();
                default -> List.of();
              };
          add(call.arguments().get(0), values, clause, byPath);
        }
      }
      default -> {
        // Says nothing about one path and constants.
      }
    }
  }

  private static void pair(
      Core left, Core right, int clause, Map<List<Value>, Map<Integer, List<Value>>> byPath) {
    if (right instanceof Core.Constant constant) {
      add(left, List.of(constant.value()), clause, byPath);
    } else if (left instanceof Core.Constant constant) {
      add(right, List.of(constant.value()), clause, byPath);
    }
  }

  private static void add(
      Core term,
      List<Value> values,
      int clause,
      Map<List<Value>, Map<Integer, List<Value>>> byPath) {
    if (!(term instanceof Core.Reference ref)
        || ref.root() != Core.Root.INPUT
        || ref.path().isEmpty()
        || values.isEmpty()) {
      return;
    }
    var path = new ArrayList<Value>();
    for (Core step : ref.path()) {
      if (!(step instanceof Core.Constant key)) {
        return;
      }
      path.add(key.value());
    }
    byPath.computeIfAbsent(path, ignored -> new LinkedHashMap<>()).putIfAbsent(clause, values);
  }
}
