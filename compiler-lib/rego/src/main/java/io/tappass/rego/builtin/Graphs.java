package io.tappass.rego.builtin;

import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.SetValue;
import io.tappass.rego.value.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reachability in a graph given as an object from node to neighbours. */
final class Graphs {

  /** The longest path; beyond it the walk would end the thread's stack. */
  static final int PATH_NODES_MAX = 1_000;

  private final BuiltinContext context;
  private final ObjectValue graph;
  private final SetValue.Builder paths = SetValue.builder();

  private Graphs(BuiltinContext context, ObjectValue graph) {
    this.context = context;
    this.graph = graph;
  }

  static Family family() {
    return new Family()
        .bind("graph.reachable", Graphs::reachable)
        .bind("graph.reachable_paths", Graphs::reachablePaths);
  }

  private static Value reachable(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    ObjectValue graph = Operands.object(arguments, 0);
    Deque<Value> queue = new ArrayDeque<>(start(arguments));
    Set<Value> reached = new HashSet<>();
    while (!queue.isEmpty()) {
      context.chargeSteps(1);
      Value node = queue.remove();
      Value edges = graph.find(node);
      if (edges != null && reached.add(node)) {
        context.chargeBytes(40);
        for (Value neighbour : neighbours(edges)) {
          if (!reached.contains(neighbour)) {
            context.chargeBytes(8);
            queue.add(neighbour);
          }
        }
      }
    }
    return SetValue.of(reached);
  }

  private static List<Value> start(List<Value> arguments) throws BuiltinException {
    return switch (arguments.get(1)) {
      case ArrayValue array -> array.items();
      case SetValue set -> set.items();
      case Value other -> throw Operands.wrongType(1, other, "{array, set}");
    };
  }

  private static List<Value> neighbours(Value edges) {
    return switch (edges) {
      case ArrayValue array -> array.items();
      case SetValue set -> set.items();
      case Value ignored -> List.of();
    };
  }

  private static Value reachablePaths(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    var search = new Graphs(context, Operands.object(arguments, 0));
    for (Value node : start(arguments)) {
      Value edges = search.graph.find(node);
      if (edges == null) {
        continue;
      }
      List<Value> path = new ArrayList<>(List.of(node));
      if (neighbours(edges).isEmpty()) {
        search.found(path);
      }
      for (Value neighbour : neighbours(edges)) {
        search.walk(neighbour, path, new HashSet<>(List.of(node)));
      }
    }
    return search.paths.build();
  }

  /** Adds every path that goes on from {@code path} to {@code node}. */
  private void walk(Value node, List<Value> path, Set<Value> onPath) {
    context.chargeSteps(1);
    if (path.size() >= PATH_NODES_MAX) {
      throw new BudgetExceeded("a path of more than " + PATH_NODES_MAX + " nodes");
    }
    Value edges = graph.find(node);
    if (edges == null) {
      found(path);
      return;
    }
    path.add(node);
    boolean added = onPath.add(node);
    if (neighbours(edges).isEmpty()) {
      found(path);
    }
    for (Value neighbour : neighbours(edges)) {
      if (onPath.contains(neighbour)) {
        found(path);
      } else {
        walk(neighbour, path, onPath);
      }
    }
    path.removeLast();
    if (added) {
      onPath.remove(node);
    }
  }

  private void found(List<Value> path) {
    context.chargeBytes(40L + path.size() * 8L);
    paths.add(ArrayValue.of(path));
  }
}
