package io.tappass.rego.compile;

import io.tappass.rego.compile.Goal.Target;
import io.tappass.rego.compile.Scope.Local;
import io.tappass.rego.eval.BuiltinCallable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells the goals of a body that only make the message of its head from those that decide: an
 * assignment to a variable that nothing but the head reads, computed by builtins from input and
 * known values, without enumerating anything. {@code docs/spec/deviations.md} defines it.
 *
 * @param conditions in the order of the source
 * @param message in the order of the source
 */
record MessageSlice(List<Goal> conditions, List<Goal> message) {

  static MessageSlice of(RuleUnit.Branch branch, BitSet arguments) {
    var message = new HashSet<Goal>();
    boolean found = true;
    while (found) {
      found = false;
      for (int index = branch.goals().size() - 1; index >= 0; index--) {
        Goal goal = branch.goals().get(index);
        Local made = message.contains(goal) ? null : made(goal);
        if (made != null
            && isReadByMessage(made, branch, message)
            && isReadByHeadOnly(made, goal, branch, message)) {
          message.add(goal);
          found = true;
        }
      }
    }
    var conditions = new ArrayList<Goal>();
    var tail = new ArrayList<Goal>();
    branch.goals().forEach(goal -> (message.contains(goal) ? tail : conditions).add(goal));
    return conditions.isEmpty() || tail.isEmpty() || enumerates(conditions, tail, arguments)
        ? new MessageSlice(branch.goals(), List.of())
        : new MessageSlice(conditions, tail);
  }

  /** The variable that a goal may make for a message, or null if it is a condition. */
  private static @Nullable Local made(Goal goal) {
    return switch (goal) {
      case Goal.Call call
          when call.result() instanceof Core.Variable result
              && call.target() instanceof Target.Function function
              && function.callable() instanceof BuiltinCallable ->
          result.local();
      case Goal.Unify(Core left, Core right, var ignored)
          when left instanceof Core.Variable name && isMessage(right) ->
          name.local();
      default -> null;
    };
  }

  private static boolean isMessage(Core term) {
    return switch (term) {
      case Core.Template ignored -> true;
      case Core.Reference ref -> ref.root() == Core.Root.INPUT;
      case Core.Items items -> items.items().stream().allMatch(MessageSlice::isPart);
      case Core.Fields fields -> fields.values().stream().allMatch(MessageSlice::isPart);
      case Core.Constant ignored -> true;
      default -> false;
    };
  }

  private static boolean isPart(Core term) {
    return term instanceof Core.Variable || isMessage(term);
  }

  /** An assignment that nothing reads asks whether its value is there: it is a condition. */
  private static boolean isReadByMessage(Local made, RuleUnit.Branch branch, Set<Goal> message) {
    return Safety.variables(branch.term()).containsKey(made.slot)
        || branch.headGoals().stream().anyMatch(goal -> reads(goal, made))
        || message.stream().anyMatch(goal -> reads(goal, made));
  }

  private static boolean isReadByHeadOnly(
      Local made, Goal maker, RuleUnit.Branch branch, Set<Goal> message) {
    for (Goal goal : branch.goals()) {
      if (!goal.equals(maker) && !message.contains(goal) && reads(goal, made)) {
        return false;
      }
    }
    return branch.path().stream().noneMatch(step -> Safety.variables(step).containsValue(made));
  }

  private static boolean reads(Goal goal, Local local) {
    return Safety.variables(goal).containsKey(local.slot);
  }

  /** Whether the message would have several values, or none that the conditions allow. */
  private static boolean enumerates(List<Goal> conditions, List<Goal> message, BitSet arguments) {
    var known = (BitSet) arguments.clone();
    for (Goal goal : Safety.order(conditions, known).goals()) {
      Safety.variables(goal).keySet().forEach(known::set);
    }
    if (!Safety.order(conditions, arguments).unsafe().isEmpty()) {
      return true;
    }
    var made = new BitSet();
    for (Goal goal : message) {
      Local local = made(goal);
      if (local != null) {
        made.set(local.slot);
      }
    }
    for (Goal goal : message) {
      for (Map.Entry<Integer, Local> read : Safety.variables(goal).entrySet()) {
        if (!known.get(read.getKey()) && !made.get(read.getKey())) {
          return true;
        }
      }
    }
    return false;
  }
}
