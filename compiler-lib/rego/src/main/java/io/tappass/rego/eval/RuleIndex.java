package io.tappass.rego.eval;

import io.tappass.rego.RegoException;
import io.tappass.rego.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Leaves out clauses whose equality of one input path with a constant cannot hold. That equality is
 * in effect evaluated before the rest of the clause.
 */
public final class RuleIndex {
  private final Node path;
  private final Map<Value, List<Clause>> byValue;
  private final List<Clause> always;

  /**
   * @param path evaluated once for each lookup
   * @param constants of each clause, or null for a clause that does not constrain the path
   */
  public RuleIndex(Node path, List<Clause> clauses, List<? extends List<Value>> constants) {
    this.path = path;
    var keys = new HashMap<Value, List<Clause>>();
    var unconstrained = new ArrayList<Clause>();
    for (int index = 0; index < clauses.size(); index++) {
      if (constants.get(index).isEmpty()) {
        unconstrained.add(clauses.get(index));
      } else {
        constants.get(index).forEach(key -> keys.putIfAbsent(key, new ArrayList<>()));
      }
    }
    // Each list keeps the order of the source, unconstrained clauses among the others.
    for (int index = 0; index < clauses.size(); index++) {
      Clause clause = clauses.get(index);
      List<Value> own = constants.get(index);
      if (own.isEmpty()) {
        keys.values().forEach(list -> list.add(clause));
      } else {
        own.stream()
            .distinct()
            .forEach(key -> keys.computeIfAbsent(key, ignored -> new ArrayList<>()).add(clause));
      }
    }
    this.byValue = keys;
    this.always = List.copyOf(unconstrained);
  }

  List<Clause> candidates(Machine machine, Context context) throws RegoException {
    Value value = path.eval(new Frame(machine, context, 0, 0, null));
    if (value == null) {
      return always;
    }
    List<Clause> found = byValue.get(value);
    return found == null ? always : found;
  }
}
