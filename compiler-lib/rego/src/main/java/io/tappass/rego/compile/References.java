package io.tappass.rego.compile;

import io.tappass.rego.eval.Node;
import io.tappass.rego.eval.Nodes;
import io.tappass.rego.eval.Pattern;
import io.tappass.rego.eval.RuleGroup;
import io.tappass.rego.eval.Step;
import io.tappass.rego.eval.Steps;
import io.tappass.rego.eval.TreeNode;
import java.util.ArrayList;
import java.util.List;

/** Chooses how a reference is evaluated, by what is known of its path while compiling. */
final class References {
  private References() {}

  /** A reference whose steps all have values. */
  static Node ground(Core.Reference ref, List<Node> path, TreeNode root) {
    return switch (ref.root()) {
      case INPUT -> member(new Nodes.Input(), path);
      case LOCAL -> member(new Nodes.Slot(slot(ref)), path);
      case DATA -> data(ref, path, root);
    };
  }

  private static int slot(Core.Reference ref) {
    if (ref.base() == null) {
      throw new IllegalStateException("a local reference without its variable");
    }
    return ref.base().slot;
  }

  private static Node member(Node base, List<Node> path) {
    return path.isEmpty() ? base : new Nodes.Member(base, path);
  }

  private static Node data(Core.Reference ref, List<Node> path, TreeNode root) {
    var slow = new Nodes.Data(root, path);
    TreeNode node = root;
    for (int at = 0; at < path.size(); at++) {
      if (!(ref.path().get(at) instanceof Core.Constant key)) {
        return slow;
      }
      node = node.child(key.value());
      if (node == null) {
        return new Nodes.BaseMember(path, slow);
      }
      RuleGroup group = node.group();
      if (group == null) {
        continue;
      }
      RuleGroup.Kind kind = group.kind();
      return kind == RuleGroup.Kind.COMPLETE || kind == RuleGroup.Kind.SET
          ? new Nodes.RuleMember(group, path.subList(at + 1, path.size()), slow)
          : slow;
    }
    return slow;
  }

  /** A reference with variables among its steps. */
  static Step iterating(
      Core.Reference ref, List<Pattern.Element> elements, Pattern result, TreeNode root) {
    return switch (ref.root()) {
      case INPUT -> new Steps.Iterate(new Nodes.Input(), elements, result);
      case LOCAL -> new Steps.Iterate(new Nodes.Slot(slot(ref)), elements, result);
      case DATA -> {
        // Up to the first variable the path may lead to a rule whose value is at hand.
        var keys = new ArrayList<Node>();
        for (Pattern.Element element : elements) {
          if (element.key() == null) {
            break;
          }
          keys.add(element.key());
        }
        var prefix =
            new Core.Reference(ref.root(), null, ref.path().subList(0, keys.size()), ref.span());
        Node node = data(prefix, keys, root);
        yield node instanceof Nodes.Data
            ? new Steps.IterateData(root, elements, result)
            : new Steps.Iterate(node, elements.subList(keys.size(), elements.size()), result);
      }
    };
  }
}
