package io.tappass.rego.eval;

import io.tappass.rego.value.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A node of the tree of packages and rules; its edges are the constant steps of their names. */
public final class TreeNode {
  private final Map<Value, TreeNode> children = new TreeMap<>();
  private @Nullable RuleGroup group;
  private boolean isPackage;
  private Set<Value> valueKeys = Set.of();

  /** The child at a key, made if there is none. */
  public TreeNode grow(Value key) {
    return children.computeIfAbsent(key, ignored -> new TreeNode());
  }

  /** The child at a key. */
  public @Nullable TreeNode child(Value key) {
    return children.get(key);
  }

  /** All children. */
  public Collection<TreeNode> children() {
    return children.values();
  }

  /** The rules whose constant name ends here. */
  public @Nullable RuleGroup group() {
    return group;
  }

  /** Puts rules here. */
  public void put(RuleGroup rules) {
    group = rules;
  }

  /** Says that a package has this path. */
  public void markPackage() {
    isPackage = true;
  }

  /** Whether a package has this path. */
  public boolean isPackage() {
    return isPackage;
  }

  /** Completes the tree; from here on any thread may read it. */
  public void seal() {
    var open = new ArrayList<TreeNode>();
    open.add(this);
    while (!open.isEmpty()) {
      TreeNode node = open.removeLast();
      node.valueKeys = node.computeValueKeys();
      open.addAll(node.children.values());
    }
  }

  /** Whether nothing lies beneath. */
  public boolean isLeaf() {
    return children.isEmpty();
  }

  /** Whether there is nothing but functions here: it is no part of a document. */
  boolean isFunctionOnly() {
    return group != null
        && group.kind() == RuleGroup.Kind.FUNCTION
        && children.isEmpty()
        && !isPackage;
  }

  /** The keys of children that may have values. */
  Set<Value> valueKeys() {
    return valueKeys;
  }

  private Set<Value> computeValueKeys() {
    var keys = new TreeSet<Value>();
    for (var child : children.entrySet()) {
      if (!child.getValue().isFunctionOnly()) {
        keys.add(child.getKey());
      }
    }
    return keys;
  }
}
