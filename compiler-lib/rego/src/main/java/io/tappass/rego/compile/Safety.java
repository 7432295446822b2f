package io.tappass.rego.compile;

import io.tappass.rego.compile.Scope.Local;
import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.ObjectValue;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts the goals of a body into an order in which every variable has a value before it is read. The
 * order of the source is kept where it is safe, as OPA's reorderBodyForSafety does.
 */
final class Safety {

  /** The goals in their order, and the variables that no order gives a value. */
  record Ordered(List<Goal> goals, Collection<Local> unsafe) {}

  private Safety() {}

  static Ordered order(List<Goal> goals, BitSet known) {
    var bound = (BitSet) known.clone();
    var ordered = new ArrayList<Goal>();
    var left = new ArrayList<Goal>(goals);
    var needs = new IdentityHashMap<Goal, Map<Integer, Local>>();
    goals.forEach(goal -> needs.put(goal, variables(goal)));
    boolean progress = true;
    while (progress && !left.isEmpty()) {
      progress = false;
      var blocked = new ArrayList<Goal>();
      for (Goal goal : left) {
        BitSet after = after(goal, bound);
        if (isCovered(needs.getOrDefault(goal, Map.of()), after)) {
          bound = after;
          ordered.add(goal);
          progress = true;
        } else {
          blocked.add(goal);
        }
      }
      left = blocked;
    }
    var unsafe = new LinkedHashMap<Integer, Local>();
    for (Goal goal : left) {
      BitSet after = after(goal, bound);
      needs
          .getOrDefault(goal, Map.of())
          .forEach((slot, local) -> {
            if (!after.get(slot)) {
              unsafe.put(slot, local);
            }
          });
    }
    return new Ordered(ordered, unsafe.values());
  }

  private static boolean isCovered(Map<Integer, Local> needs, BitSet bound) {
    for (int slot : needs.keySet()) {
      if (!bound.get(slot)) {
        return false;
      }
    }
    return true;
  }

  /** What has a value after a goal, were it to run now. */
  private static BitSet after(Goal goal, BitSet bound) {
    var after = (BitSet) bound.clone();
    switch (goal) {
      case Goal.Holds holds -> outputs(holds.term(), after);
      case Goal.Equal equal -> {
        outputs(equal.left(), after);
        outputs(equal.right(), after);
      }
      case Goal.Unify unify -> {
        outputs(unify.left(), after);
        outputs(unify.right(), after);
        unified(unify.left(), unify.right(), after);
      }
      case Goal.Call call -> {
        call.arguments().forEach(argument -> outputs(argument, after));
        if (call.result() != null) {
          outputs(call.result(), after);
          boolean ready = true;
          for (Core argument : call.arguments()) {
            ready &= isGround(argument, after);
          }
          if (ready) {
            pattern(call.result(), after);
          }
        }
      }
      case Goal.SomeIn some -> {
        outputs(some.collection(), after);
        if (isGround(some.collection(), after)) {
          if (some.key() != null) {
            outputs(some.key(), after);
            pattern(some.key(), after);
          }
          outputs(some.value(), after);
          pattern(some.value(), after);
        }
      }
      case Goal.With with -> {
        Ordered inner = order(with.goals(), bound);
        for (Goal one : inner.goals()) {
          after.or(after(one, after));
        }
      }
      case Goal.Not ignored -> {
        // A negation gives no values.
      }
      case Goal.Every ignored -> {
        // Nor does a quantifier.
      }
      case Goal.Logic ignored -> {
        // Its operands are closures.
      }
    }
    return after;
  }

  /** Marks what the references in a term enumerate. */
  static void outputs(Core term, BitSet bound) {
    switch (term) {
      case Core.Reference ref -> {
        if (ref.base() == null || bound.get(ref.base().slot)) {
          for (Core step : ref.path()) {
            outputs(step, bound);
            pattern(step, bound);
          }
        }
      }
      case Core.Items items -> items.items().forEach(item -> outputs(item, bound));
      case Core.Members members -> members.items().forEach(item -> outputs(item, bound));
      case Core.Fields fields -> {
        fields.keys().forEach(key -> outputs(key, bound));
        fields.values().forEach(value -> outputs(value, bound));
      }
      case Core.Constant ignored -> {
        // Nothing to enumerate.
      }
      case Core.Variable ignored -> {
        // Nothing to enumerate.
      }
      case Core.Closure ignored -> {
        // Its variables are its own.
      }
      case Core.Template ignored -> {
        // So are those of its parts.
      }
    }
  }

  /** Marks the variables of a term that is laid against a value. */
  private static void pattern(Core term, BitSet bound) {
    switch (term) {
      case Core.Variable variable -> bound.set(variable.local().slot);
      case Core.Items items -> items.items().forEach(item -> pattern(item, bound));
      case Core.Fields fields -> {
        boolean keysKnown = true;
        for (Core key : fields.keys()) {
          keysKnown &= isGround(key, bound);
        }
        if (keysKnown) {
          fields.values().forEach(value -> pattern(value, bound));
        }
      }
      case Core.Constant ignored -> {
        // No variable.
      }
      case Core.Members ignored -> {
        // The members of a set have no order to match by.
      }
      case Core.Reference ignored -> {
        // Compared by value.
      }
      case Core.Closure ignored -> {
        // Compared by value.
      }
      case Core.Template ignored -> {
        // Compared by value.
      }
    }
  }

  private static void unified(Core left, Core right, BitSet bound) {
    int before;
    do {
      before = bound.cardinality();
      pair(left, right, bound);
    } while (bound.cardinality() != before);
  }

  private static void pair(Core left, Core right, BitSet bound) {
    if (left instanceof Core.Items one
        && right instanceof Core.Items two
        && one.items().size() == two.items().size()) {
      for (int index = 0; index < one.items().size(); index++) {
        pair(one.items().get(index), two.items().get(index), bound);
      }
      return;
    }
    if (left instanceof Core.Fields one && right instanceof Core.Fields two) {
      for (int index = 0; index < one.keys().size(); index++) {
        int other = two.keys().indexOf(one.keys().get(index));
        if (other >= 0) {
          pair(one.values().get(index), two.values().get(other), bound);
        }
      }
      return;
    }
    Core first = split(left, right);
    Core second = split(right, left);
    if (!first.equals(left) || !second.equals(right)) {
      pair(first, second, bound);
      return;
    }
    if (isGround(left, bound)) {
      pattern(right, bound);
    } else if (isGround(right, bound)) {
      pattern(left, bound);
    }
  }

  /** A constant collection as a term, where the other side is a term of the same kind. */
  static Core split(Core term, Core other) {
    if (term instanceof Core.Constant constant) {
      if (other instanceof Core.Items && constant.value() instanceof ArrayValue array) {
        return new Core.Items(array.items().stream().<Core>map(Core.Constant::new).toList());
      }
      if (other instanceof Core.Fields && constant.value() instanceof ObjectValue object) {
        return new Core.Fields(
            object.keys().stream().<Core>map(Core.Constant::new).toList(),
            object.values().stream().<Core>map(Core.Constant::new).toList());
      }
    }
    return term;
  }

  /** Whether every variable of a term has a value. */
  static boolean isGround(Core term, BitSet bound) {
    return isCovered(variables(term), bound);
  }

  static Map<Integer, Local> variables(Core term) {
    var into = new LinkedHashMap<Integer, Local>();
    collect(term, into);
    return into;
  }

  static Map<Integer, Local> variables(Goal goal) {
    var into = new LinkedHashMap<Integer, Local>();
    collect(goal, into);
    return into;
  }

  private static void collect(Goal goal, Map<Integer, Local> into) {
    switch (goal) {
      case Goal.Holds holds -> collect(holds.term(), into);
      case Goal.Unify unify -> {
        collect(unify.left(), into);
        collect(unify.right(), into);
      }
      case Goal.Equal equal -> {
        collect(equal.left(), into);
        collect(equal.right(), into);
      }
      case Goal.Call call -> {
        call.arguments().forEach(argument -> collect(argument, into));
        collect(call.result(), into);
      }
      case Goal.SomeIn some -> {
        collect(some.key(), into);
        collect(some.value(), into);
        collect(some.collection(), into);
      }
      case Goal.Not not -> closure(not.scope(), not.goals(), List.of(), into);
      case Goal.Every every -> {
        collect(every.domain(), into);
        closure(every.scope(), every.goals(), List.of(), into);
      }
      case Goal.Logic logic -> {
        closure(logic.leftScope(), logic.left(), List.of(), into);
        closure(logic.rightScope(), logic.right(), List.of(), into);
      }
      case Goal.With with -> {
        for (Goal.Change change : with.changes()) {
          switch (change) {
            case Goal.Change.Document document -> collect(document.value(), into);
            case Goal.Change.Function function -> collect(function.value(), into);
          }
        }
        with.goals().forEach(inner -> collect(inner, into));
      }
    }
  }

  private static void closure(
      @Nullable Scope scope, List<Goal> goals, List<Core> terms, Map<Integer, Local> into) {
    if (scope == null) {
      goals.forEach(goal -> collect(goal, into));
      return;
    }
    var inside = new LinkedHashMap<Integer, Local>();
    goals.forEach(goal -> collect(goal, inside));
    terms.forEach(term -> collect(term, inside));
    inside.forEach((slot, local) -> {
      if (!local.owner.isWithin(scope)) {
        into.put(slot, local);
      }
    });
  }

  private static void collect(@Nullable Core term, Map<Integer, Local> into) {
    switch (term) {
      case null -> {
        // An optional part that is absent.
      }
      case Core.Constant ignored -> {
        // No variable.
      }
      case Core.Variable variable -> into.put(variable.local().slot, variable.local());
      case Core.Reference ref -> {
        if (ref.base() != null) {
          into.put(ref.base().slot, ref.base());
        }
        ref.path().forEach(step -> collect(step, into));
      }
      case Core.Items items -> items.items().forEach(item -> collect(item, into));
      case Core.Members members -> members.items().forEach(item -> collect(item, into));
      case Core.Fields fields -> {
        fields.keys().forEach(key -> collect(key, into));
        fields.values().forEach(value -> collect(value, into));
      }
      case Core.Closure closure -> {
        var terms = new ArrayList<Core>();
        if (closure.key() != null) {
          terms.add(closure.key());
        }
        terms.add(closure.value());
        closure(closure.scope(), closure.goals(), terms, into);
      }
      case Core.Template template -> template.parts().forEach(part -> collect(part, into));
    }
  }
}
