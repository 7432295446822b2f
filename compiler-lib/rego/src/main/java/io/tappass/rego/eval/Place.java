package io.tappass.rego.eval;

import io.tappass.rego.RegoException;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A place beneath {@code data}, seen as the merge of rules and the base document: a node of the
 * rule tree, what the base document has there, and what rules with variable names put there.
 */
final class Place {
  private final Machine machine;
  private final Context context;
  private final @Nullable TreeNode node;
  private final @Nullable Value base;
  private final List<Extent> overlays;
  private final @Nullable MockPaths mocks;
  private final @Nullable Value value;

  private Place(
      Machine machine,
      Context context,
      @Nullable TreeNode node,
      @Nullable Value base,
      List<Extent> overlays,
      @Nullable MockPaths mocks,
      @Nullable Value value) {
    this.machine = machine;
    this.context = context;
    this.node = node;
    this.base = base;
    this.overlays = overlays;
    this.mocks = mocks;
    this.value = value;
  }

  static Place root(Frame frame, TreeNode root) {
    return root(frame.machine, frame.context, root);
  }

  static Place root(Machine machine, Context context, TreeNode root) {
    MockPaths mocks = context.mockedData;
    Value whole = mocks != null && mocks.isReplaced() ? context.data : null;
    return new Place(machine, context, root, context.data, List.of(), mocks, whole);
  }

  private Place known(Value found) {
    return new Place(machine, context, null, null, List.of(), null, found);
  }

  /** The place one step further, or null where nothing is. */
  @Nullable Place step(Value key) throws RegoException {
    if (value != null) {
      Value found = Values.member(value, key);
      return found == null ? null : known(found);
    }
    Value below = base == null ? null : Values.member(base, key);
    MockPaths mock = mocks == null ? null : mocks.child(key);
    if (mock != null && mock.isReplaced()) {
      return below == null ? null : known(below);
    }
    TreeNode child = node == null ? null : node.child(key);
    List<Extent> above = overlays;
    if (!overlays.isEmpty()) {
      above = new ArrayList<>();
      for (Extent overlay : overlays) {
        Extent part = overlay.child(key);
        if (part != null) {
          above.add(part);
        }
      }
    }
    if (child == null && above.isEmpty()) {
      return below == null ? null : known(below);
    }
    return arrive(child, below, above, mock);
  }

  private @Nullable Place arrive(
      @Nullable TreeNode child, @Nullable Value below, List<Extent> above, @Nullable MockPaths mock)
      throws RegoException {
    if (child != null && !child.isLeaf()) {
      for (Extent overlay : above) {
        overlay.requireBranch();
      }
    }
    RuleGroup group = child == null ? null : child.group();
    if (group != null && group.kind() == RuleGroup.Kind.DYNAMIC) {
      above = new ArrayList<>(above);
      above.add(group.extent(machine, context));
    } else if (group != null && group.isValue()) {
      if (above.isEmpty()) {
        Value found = group.value(machine, context);
        return found == null ? null : known(found);
      }
      Extent own = group.asExtent(machine, context);
      if (own != null) {
        above = new ArrayList<>(above);
        above.add(own);
      }
      return above.isEmpty() ? null : known(Extent.merged(above).toValue());
    }
    if (child == null || (child.isLeaf() && !above.isEmpty())) {
      Value merged = Extent.merged(above).toValue();
      return known(merged instanceof ObjectValue over ? onTopOf(below, over) : merged);
    }
    return new Place(machine, context, child, below, above, mock, null);
  }

  private static Value onTopOf(@Nullable Value below, ObjectValue over) {
    if (!(below instanceof ObjectValue under)) {
      return over;
    }
    var members = new TreeMap<Value, Value>();
    under.entries().forEach(entry -> members.put(entry.getKey(), entry.getValue()));
    over.entries().forEach(entry -> members.put(entry.getKey(), entry.getValue()));
    return Values.object(members);
  }

  private Set<Value> keys() throws RegoException {
    var keys = new TreeSet<Value>();
    if (base instanceof ObjectValue object) {
      object.entries().forEach(entry -> keys.add(entry.getKey()));
    }
    if (node != null) {
      keys.addAll(node.valueKeys());
    }
    for (Extent overlay : overlays) {
      keys.addAll(overlay.keys());
    }
    return keys;
  }

  /** The whole value at this place, or null for undefined. */
  @Nullable Value whole() throws RegoException {
    if (value != null) {
      return value;
    }
    if (node == null || node.isFunctionOnly()) {
      return base;
    }
    machine.enter();
    try {
      return merged();
    } finally {
      machine.leave();
    }
  }

  private Value merged() throws RegoException {
    var members = new TreeMap<Value, Value>();
    for (Value key : keys()) {
      machine.step();
      Place place = step(key);
      Value member = place == null ? null : place.whole();
      // In a whole document the base document is on top, as OPA merges them.
      Value stored = place == null || place.value == null ? null : storedAt(key);
      if (stored != null) {
        boolean both = stored instanceof ObjectValue && member instanceof ObjectValue;
        member = both ? onTopOf(member, (ObjectValue) stored) : stored;
      }
      if (member != null) {
        members.put(key, member);
      }
    }
    return Values.object(members);
  }

  private @Nullable Value storedAt(Value key) {
    return base == null ? null : Values.member(base, key);
  }

  /** Takes places one after the other. */
  interface PlaceVisitor {
    /** Whether to stop. */
    boolean visit(Value key, Place place) throws RegoException;
  }

  /** Visits what lies one step further; each place is evaluated only when it is visited. */
  boolean forEach(PlaceVisitor visitor) throws RegoException {
    if (value != null) {
      return Values.forEach(value, (key, member) -> visitor.visit(key, known(member)));
    }
    for (Value key : keys()) {
      Place place = step(key);
      if (place != null && visitor.visit(key, place)) {
        return true;
      }
    }
    return false;
  }
}
