package io.tappass.rego.eval;

import io.tappass.rego.RegoException;
import io.tappass.rego.value.SetValue;
import io.tappass.rego.value.Value;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What rules with variables in their names define beneath one node: a tree whose leaves are values
 * and sets. A leaf is not a branch, even where its value is an object: rules never merge into the
 * value of another rule.
 */
final class Extent {
  private @Nullable Value leaf;
  private @Nullable TreeSet<Value> members;
  private @Nullable TreeMap<Value, Extent> children;

  static Extent ofLeaf(Value value) {
    var extent = new Extent();
    extent.leaf = value;
    return extent;
  }

  static Extent ofSet(SetValue set) {
    var extent = new Extent();
    extent.members = new TreeSet<>();
    set.items().forEach(extent.members::add);
    return extent;
  }

  private static RegoException conflict() {
    return new RegoException(RegoException.CONFLICT, "object keys must be unique", null);
  }

  /** Refuses that rules define parts of what is the value of another rule. */
  void requireBranch() throws RegoException {
    if (leaf != null || members != null) {
      throw conflict();
    }
  }

  void putValue(List<Value> path, int from, Value value) throws RegoException {
    if (from < path.size()) {
      branch(path.get(from)).putValue(path, from + 1, value);
      return;
    }
    if (members != null || children != null || (leaf != null && !leaf.equals(value))) {
      throw conflict();
    }
    leaf = value;
  }

  void putMember(List<Value> path, int from, Value member) throws RegoException {
    if (from < path.size()) {
      branch(path.get(from)).putMember(path, from + 1, member);
      return;
    }
    if (leaf != null || children != null) {
      throw conflict();
    }
    if (members == null) {
      members = new TreeSet<>();
    }
    members.add(member);
  }

  private Extent branch(Value key) throws RegoException {
    if (leaf != null || members != null) {
      throw conflict();
    }
    if (children == null) {
      children = new TreeMap<>();
    }
    return children.computeIfAbsent(key, ignored -> new Extent());
  }

  @Nullable Extent child(Value key) {
    if (children != null) {
      return children.get(key);
    }
    if (members != null) {
      return members.contains(key) ? ofLeaf(key) : null;
    }
    Value member = leaf == null ? null : Values.member(leaf, key);
    return member == null ? null : ofLeaf(member);
  }

  Set<Value> keys() throws RegoException {
    if (children != null) {
      return children.keySet();
    }
    if (members != null) {
      return members;
    }
    var keys = new TreeSet<Value>();
    if (leaf != null) {
      Values.forEach(
          leaf,
          (key, value) -> {
            keys.add(key);
            return false;
          });
    }
    return keys;
  }

  static Extent merged(List<Extent> extents) throws RegoException {
    if (extents.size() == 1) {
      return extents.getFirst();
    }
    var all = new Extent();
    for (Extent extent : extents) {
      all.add(extent);
    }
    return all;
  }

  private void add(Extent other) throws RegoException {
    if (other.leaf != null) {
      putValue(List.of(), 0, other.leaf);
    }
    if (other.members != null) {
      for (Value member : other.members) {
        putMember(List.of(), 0, member);
      }
    }
    if (other.children != null) {
      for (var child : other.children.entrySet()) {
        branch(child.getKey()).add(child.getValue());
      }
    }
  }

  Value toValue() {
    if (leaf != null) {
      return leaf;
    }
    if (members != null) {
      return SetValue.of(members);
    }
    var object = new TreeMap<Value, Value>();
    if (children != null) {
      children.forEach((key, child) -> object.put(key, child.toValue()));
    }
    return Values.object(object);
  }
}
