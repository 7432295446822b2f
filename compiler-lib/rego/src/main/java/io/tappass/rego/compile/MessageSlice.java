package io.tappass.rego.compile;

import io.tappass.rego.compile.Goal.Target;
import io.tappass.rego.compile.Scope.Local;
import io.tappass.rego.eval.BuiltinCallable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
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
    List<Goal> goals = branch.goals();
    var reads = new ArrayList<BitSet>();
    goals.forEach(goal -> reads.add(slots(Safety.variables(goal))));
    BitSet head = slots(Safety.variables(branch.term()));
    branch.headGoals().forEach(goal -> head.or(slots(Safety.variables(goal))));
    var path = new BitSet();
    branch.path().forEach(step -> path.or(slots(Safety.variables(step))));
    var message = new BitSet();
    boolean found = true;
    while (found) {
      found = false;
      for (int index = goals.size() - 1; index >= 0; index--) {
        Local made = message.get(index) ? null : made(goals.get(index));
        if (made != null
            && !path.get(made.slot)
            && isReadByMessageOnly(made.slot, index, reads, message, head)) {
          message.set(index);
          found = true;
        }
      }
    }
    var conditions = new ArrayList<Goal>();
    var tail = new ArrayList<Goal>();
    for (int index = 0; index < goals.size(); index++) {
      (message.get(index) ? tail : conditions).add(goals.get(index));
    }
    return conditions.isEmpty() || tail.isEmpty() || enumerates(conditions, tail, arguments)
        ? new MessageSlice(goals, List.of())
        : new MessageSlice(conditions, tail);
  }

  private static BitSet slots(Map<Integer, Local> variables) {
    var slots = new BitSet();
    variables.keySet().forEach(slots::set);
    return slots;
  }

  /** An assignment that nothing reads asks whether its value is there: it is a condition. */
  private static boolean isReadByMessageOnly(
      int slot, int maker, List<BitSet> reads, BitSet message, BitSet head) {
    boolean isRead = head.get(slot);
    for (int index = 0; index < reads.size(); index++) {
      if (index != maker && reads.get(index).get(slot)) {
        if (!message.get(index)) {
          return false;
        }
        isRead = true;
      }
    }
    return isRead;
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
