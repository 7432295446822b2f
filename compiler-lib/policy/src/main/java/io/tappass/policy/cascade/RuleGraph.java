package io.tappass.policy.cascade;

import io.tappass.policy.cascade.LevelModules.PlacedRule;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which rules of a level and the library depend on which, at least: where it cannot be told, they
 * do.
 */
public final class RuleGraph {
  private final List<PlacedRule> rules;
  private final Map<List<String>, List<PlacedRule>> byPath = new HashMap<>();

  /** The graph of a level's rules and those of the library. */
  public RuleGraph(LevelModules level, LevelModules library) {
    List<PlacedRule> all = new ArrayList<>(level.rules());
    all.addAll(library.rules());
    this.rules = all;
    for (PlacedRule rule : all) {
      byPath.computeIfAbsent(rule.path(), path -> new ArrayList<>()).add(rule);
    }
  }

  /** A reference to {@code input.call} or {@code input.session} that {@code rule} can reach. */
  Optional<Reference.Global> readsCall(PlacedRule rule) {
    for (PlacedRule reached : reachable(rule)) {
      for (Reference reference : reached.references()) {
        if (reference instanceof Reference.Global global && isUnknownWhileCompiling(global)) {
          return Optional.of(global);
        }
      }
    }
    return Optional.empty();
  }

  /** The rules that {@code rule} depends on, itself first. */
  List<PlacedRule> reachable(PlacedRule rule) {
    return reachable(List.of(rule));
  }

  /** The rules that {@code from} depend on, and they themselves. */
  public List<PlacedRule> reachable(List<PlacedRule> from) {
    Set<PlacedRule> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    List<PlacedRule> order = new ArrayList<>();
    Deque<PlacedRule> open = new ArrayDeque<>(from);
    while (!open.isEmpty()) {
      PlacedRule next = open.removeFirst();
      if (seen.add(next)) {
        order.add(next);
        open.addAll(dependencies(next));
      }
    }
    return order;
  }

  private List<PlacedRule> dependencies(PlacedRule rule) {
    List<PlacedRule> found = new ArrayList<>();
    for (Reference reference : rule.references()) {
      switch (reference) {
        case Reference.Local local -> {
          List<String> path = new ArrayList<>(rule.module().path());
          path.add(local.name());
          found.addAll(overlapping(path, false));
        }
        case Reference.Replaced ignored -> {}
        case Reference.Global global -> {
          if (global.path().getFirst().equals("data")) {
            List<String> path = global.path().subList(1, global.path().size());
            found.addAll(overlapping(path, true));
          }
        }
      }
    }
    return found;
  }

  private List<PlacedRule> overlapping(List<String> path, boolean isAlsoAbove) {
    List<PlacedRule> found = new ArrayList<>();
    List<PlacedRule> exact = byPath.get(path);
    if (exact != null) {
      found.addAll(exact);
    }
    for (PlacedRule rule : rules) {
      boolean isBelow =
          rule.path().size() > path.size() && IsolationCheck.startsWith(rule.path(), path);
      boolean isAbove =
          isAlsoAbove
              && rule.path().size() < path.size()
              && IsolationCheck.startsWith(path, rule.path());
      if (isBelow || isAbove) {
        found.add(rule);
      }
    }
    return found;
  }

  private static boolean isUnknownWhileCompiling(Reference.Global global) {
    if (!global.path().getFirst().equals("input")) {
      return false;
    }
    if (global.path().size() == 1) {
      return true;
    }
    String member = global.path().get(1);
    return member.equals("call") || member.equals("session");
  }
}
