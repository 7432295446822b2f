package io.tappass.rego.compile;

import io.tappass.rego.diagnostic.Diagnostic;
import io.tappass.rego.diagnostic.RegoCode;
import io.tappass.rego.eval.RuleGroup;
import io.tappass.rego.eval.TreeNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds rules that depend on themselves; a reference with variables may lead to many rules. */
final class Recursion {
  private final TreeNode root;
  private final Map<RuleGroup, List<RuleUnit>> groups;
  private final Map<RuleGroup, Set<RuleGroup>> edges = new HashMap<>();

  Recursion(TreeNode root, Map<RuleGroup, List<RuleUnit>> groups) {
    this.root = root;
    this.groups = groups;
  }

  private enum Color {
    OPEN,
    DONE
  }

  void check(List<Diagnostic> diagnostics) {
    groups.forEach((group, rules) -> edges.put(group, targets(rules)));
    var colors = new HashMap<RuleGroup, Color>();
    for (RuleGroup start : groups.keySet()) {
      if (colors.containsKey(start)) {
        continue;
      }
      Deque<RuleGroup> path = new ArrayDeque<>();
      Deque<Iterator<RuleGroup>> left = new ArrayDeque<>();
      path.addLast(start);
      left.addLast(next(start));
      colors.put(start, Color.OPEN);
      while (!path.isEmpty()) {
        if (!left.getLast().hasNext()) {
          colors.put(path.removeLast(), Color.DONE);
          left.removeLast();
          continue;
        }
        RuleGroup target = left.getLast().next();
        Color color = colors.get(target);
        if (color == Color.OPEN) {
          report(path, target, diagnostics);
        } else if (color == null) {
          colors.put(target, Color.OPEN);
          path.addLast(target);
          left.addLast(next(target));
        }
      }
    }
  }

  private Iterator<RuleGroup> next(RuleGroup group) {
    return edges.getOrDefault(group, Set.of()).iterator();
  }

  private void report(Deque<RuleGroup> path, RuleGroup target, List<Diagnostic> diagnostics) {
    var cycle = new ArrayList<String>();
    for (RuleGroup group : path) {
      if (group == target || !cycle.isEmpty()) {
        cycle.add(group.path());
      }
    }
    cycle.add(target.path());
    RuleUnit unit = groups.getOrDefault(target, List.of()).getFirst();
    diagnostics.add(
        Diagnostic.error(
            RegoCode.RECURSION,
            unit.rule.head().span(),
            "rule " + target.path() + " is recursive: " + String.join(" -> ", cycle)));
  }

  private Set<RuleGroup> targets(List<RuleUnit> rules) {
    var targets = new LinkedHashSet<RuleGroup>();
    for (RuleUnit unit : rules) {
      targets.addAll(unit.dependencies.functions());
      unit.dependencies.references().forEach(ref -> follow(ref, targets));
    }
    return targets;
  }

  private void follow(Core.Reference ref, Set<RuleGroup> into) {
    List<TreeNode> nodes = List.of(root);
    for (Core step : ref.path()) {
      var below = new ArrayList<TreeNode>();
      for (TreeNode node : nodes) {
        add(node, into);
        if (step instanceof Core.Constant key) {
          TreeNode child = node.child(key.value());
          if (child != null) {
            below.add(child);
          }
        } else {
          below.addAll(node.children());
        }
      }
      nodes = below;
    }
    var open = new ArrayDeque<TreeNode>(nodes);
    while (!open.isEmpty()) {
      TreeNode node = open.removeLast();
      add(node, into);
      open.addAll(node.children());
    }
  }

  private static void add(TreeNode node, Set<RuleGroup> into) {
    RuleGroup group = node.group();
    if (group != null && group.kind() != RuleGroup.Kind.FUNCTION) {
      into.add(group);
    }
  }
}
