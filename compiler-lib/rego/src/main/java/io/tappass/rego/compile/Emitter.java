package io.tappass.rego.compile;

import io.tappass.rego.compile.Scope.Layout;
import io.tappass.rego.compile.Scope.Local;
import io.tappass.rego.diagnostic.Diagnostic;
import io.tappass.rego.diagnostic.RegoCode;
import io.tappass.rego.diagnostic.SourceSpan;
import io.tappass.rego.eval.Node;
import io.tappass.rego.eval.Nodes;
import io.tappass.rego.eval.Pattern;
import io.tappass.rego.eval.Step;
import io.tappass.rego.eval.Steps;
import io.tappass.rego.eval.TreeNode;
import io.tappass.rego.eval.WithSteps;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns goals in a safe order into a chain of steps, knowing at each what has a value. */
final class Emitter {
  private final TreeNode root;
  private final Functions functions;
  private final Layout layout;
  private final List<Diagnostic> diagnostics;
  private final BitSet bound;
  private final List<Step> steps = new ArrayList<>();

  Emitter(
      TreeNode root,
      Functions functions,
      Layout layout,
      List<Diagnostic> diagnostics,
      BitSet known) {
    this.root = root;
    this.functions = functions;
    this.layout = layout;
    this.diagnostics = diagnostics;
    this.bound = (BitSet) known.clone();
  }

  BitSet bound() {
    return (BitSet) bound.clone();
  }

  private Emitter inner() {
    return new Emitter(root, functions, layout, diagnostics, bound);
  }

  /** Orders and emits goals; variables without a value become diagnostics. */
  void goals(List<Goal> goals) {
    Safety.Ordered ordered = Safety.order(goals, bound);
    for (Goal goal : ordered.goals()) {
      goal(goal);
    }
    for (Local local : ordered.unsafe()) {
      unsafe(local);
      bound.set(local.slot);
    }
  }

  private void unsafe(Local local) {
    String name = local.name.startsWith("__local") ? "_" : local.name;
    diagnostics.add(
        Diagnostic.error(
            RegoCode.UNSAFE_VAR,
            local.span,
            "var " + name + " is unsafe",
            "no other statement of the body gives it a value"));
  }

  /** The chain so far, ending in {@code last}. */
  Step chain(Step last) {
    var all = new ArrayList<Step>(steps);
    all.add(last);
    return Step.chain(all);
  }

  private Step closed(List<Goal> goals) {
    Emitter inner = inner();
    inner.goals(goals);
    return inner.chain(new Steps.Found());
  }

  private void goal(Goal goal) {
    switch (goal) {
      case Goal.Holds(Core term, var ignored) -> {
        if (term instanceof Core.Reference ref && !isGround(ref)) {
          iterate(ref, new Pattern.Truthy());
        } else {
          steps.add(new Steps.Test(node(term)));
        }
      }
      case Goal.Equal(Core left, Core right, var ignored) -> {
        Node one = node(left);
        steps.add(new Steps.Equal(one, node(right)));
      }
      case Goal.Unify(Core left, Core right, var ignored) -> unify(left, right);
      case Goal.Call call -> call(call);
      case Goal.SomeIn some -> someIn(some);
      case Goal.Not not -> steps.add(new Steps.Not(closed(not.goals())));
      case Goal.Every every -> {
        Node domain = node(every.domain());
        Emitter inner = inner();
        inner.bound.set(every.value().slot);
        Pattern key = new Pattern.Any();
        if (every.key() != null) {
          inner.bound.set(every.key().slot);
          key = new Pattern.Bind(every.key().slot);
        }
        inner.goals(every.goals());
        Step body = inner.chain(new Steps.Found());
        steps.add(new Steps.Every(domain, key, new Pattern.Bind(every.value().slot), body));
      }
      case Goal.Logic logic -> {
        Step left = closed(logic.left());
        Step right = closed(logic.right());
        if (logic.isAnd()) {
          steps.add(new Steps.Any(List.of(left)));
          steps.add(new Steps.Any(List.of(right)));
        } else {
          steps.add(new Steps.Any(List.of(left, right)));
        }
      }
      case Goal.With with -> with(with);
    }
  }

  private void with(Goal.With with) {
    var changes = new ArrayList<WithSteps.Change>();
    for (Goal.Change change : with.changes()) {
      changes.add(
          switch (change) {
            case Goal.Change.Document(boolean isInput, List<Core> path, Core value) -> {
              List<Node> nodes = nodes(path);
              yield isInput
                  ? new WithSteps.Change.Input(nodes, node(value))
                  : new WithSteps.Change.Data(nodes, node(value));
            }
            case Goal.Change.Function function -> {
              if (function.other() != null) {
                yield new WithSteps.Change.FunctionOther(function.key(), function.other());
              }
              if (function.value() == null) {
                throw new IllegalStateException("a stand-in without a value");
              }
              yield new WithSteps.Change.FunctionValue(function.key(), node(function.value()));
            }
          });
    }
    int cell = layout.cells++;
    steps.add(new WithSteps.Push(changes, cell));
    goals(with.goals());
    steps.add(new WithSteps.Pop(cell));
  }

  private void call(Goal.Call call) {
    switch (call.target()) {
      case Goal.Target.Walk ignored -> {
        Node value = node(call.arguments().getFirst());
        Pattern result = call.result() == null ? new Pattern.Any() : prepared(call.result());
        steps.add(new Steps.Walk(value, result));
      }
      case Goal.Target.Function function -> {
        List<Node> arguments = nodes(call.arguments());
        Nodes.Compare.Relation kind =
            functions.isMocked(function.name()) ? null : comparison(function.name());
        Node node =
            kind == null
                ? new Nodes.Call(function.callable(), arguments)
                : new Nodes.Compare(kind, arguments.get(0), arguments.get(1));
        if (call.result() == null) {
          steps.add(new Steps.Test(node));
        } else {
          match(call.result(), node);
        }
      }
    }
  }

  private static Nodes.Compare.@Nullable Relation comparison(String builtin) {
    return switch (builtin) {
      case "equal" -> Nodes.Compare.Relation.EQUAL;
      case "neq" -> Nodes.Compare.Relation.NOT_EQUAL;
      case "lt" -> Nodes.Compare.Relation.LESS;
      case "lte" -> Nodes.Compare.Relation.LESS_OR_EQUAL;
      case "gt" -> Nodes.Compare.Relation.GREATER;
      case "gte" -> Nodes.Compare.Relation.GREATER_OR_EQUAL;
      default -> null;
    };
  }

  private void someIn(Goal.SomeIn some) {
    Node collection = node(some.collection());
    Pattern key = some.key() == null ? new Pattern.Any() : prepared(some.key());
    Pattern value = prepared(some.value());
    steps.add(new Steps.Iterate(collection, List.of(new Pattern.Element(null, key)), value));
  }

  private boolean isGround(Core term) {
    return Safety.isGround(term, bound);
  }

  private boolean isReady(Core term) {
    var after = (BitSet) bound.clone();
    Safety.outputs(term, after);
    return Safety.isGround(term, after);
  }

  private void unify(Core one, Core two) {
    Core left = Safety.split(one, two);
    Core right = Safety.split(two, one);
    if (left instanceof Core.Items a && right instanceof Core.Items b) {
      if (a.items().size() != b.items().size()) {
        steps.add(new Steps.Never());
      } else {
        pairs(a.items(), b.items());
      }
      return;
    }
    if (left instanceof Core.Fields a && right instanceof Core.Fields b && sameKeys(a, b)) {
      var values = new ArrayList<Core>();
      a.keys().forEach(key -> values.add(b.values().get(b.keys().indexOf(key))));
      pairs(a.values(), values);
      return;
    }
    if (right instanceof Core.Reference ref
        && left instanceof Core.Variable variable
        && !bound.get(variable.local().slot)
        && !isGround(ref)) {
      iterate(ref, new Pattern.Bind(variable.local().slot));
      bound.set(variable.local().slot);
      return;
    }
    if (isReady(right)) {
      match(left, node(right));
    } else {
      match(right, node(left));
    }
  }

  private static boolean sameKeys(Core.Fields one, Core.Fields two) {
    return one.keys().size() == two.keys().size()
        && one.keys().stream().allMatch(key -> key instanceof Core.Constant)
        && two.keys().containsAll(one.keys());
  }

  /** Pairs of parts in an order that works: each gives values to the next. */
  private void pairs(List<Core> left, List<Core> right) {
    var open = new BitSet();
    open.set(0, left.size());
    while (!open.isEmpty()) {
      int next = open.nextSetBit(0);
      for (int index = next; index >= 0; index = open.nextSetBit(index + 1)) {
        if (isSolvable(left.get(index), right.get(index))) {
          next = index;
          break;
        }
      }
      open.clear(next);
      unify(left.get(next), right.get(next));
    }
  }

  private boolean isSolvable(Core left, Core right) {
    return Safety.order(List.of(new Goal.Unify(left, right, SourceSpan.start(""))), bound)
        .unsafe()
        .isEmpty();
  }

  /** Lays a value against a term: gives it to a variable, compares it, or takes it apart. */
  private void match(Core term, Node value) {
    if (term instanceof Core.Variable variable && !bound.get(variable.local().slot)) {
      steps.add(new Steps.Assign(variable.local().slot, value));
      bound.set(variable.local().slot);
    } else if (isReady(term)) {
      steps.add(new Steps.Equal(value, node(term)));
    } else {
      steps.add(new Steps.Match(prepared(term), value));
    }
  }

  /** A pattern whose references are evaluated by steps before, where they enumerate. */
  private Pattern prepared(Core term) {
    return pattern(lifted(term));
  }

  private Core lifted(Core term) {
    return switch (term) {
      case Core.Reference ref when !isGround(ref) && isReady(ref) ->
          new Core.Variable(new Lifted(ref).local);
      case Core.Items items -> new Core.Items(items.items().stream().map(this::lifted).toList());
      case Core.Fields fields ->
          new Core.Fields(fields.keys(), fields.values().stream().map(this::lifted).toList());
      default -> term;
    };
  }

  /** A reference that a step before gives a variable of its own. */
  private final class Lifted {
    final Local local;

    Lifted(Core.Reference ref) {
      local = new Scope(null, layout).temporary(ref.span());
      iterate(ref, new Pattern.Bind(local.slot));
      bound.set(local.slot);
    }
  }

  private Pattern pattern(Core term) {
    return switch (term) {
      case Core.Variable variable when !bound.get(variable.local().slot) -> {
        bound.set(variable.local().slot);
        yield new Pattern.Bind(variable.local().slot);
      }
      case Core.Items items when !isGround(items) -> {
        var patterns = new ArrayList<Pattern>();
        items.items().forEach(item -> patterns.add(pattern(item)));
        yield new Pattern.Items(patterns);
      }
      case Core.Fields fields when !isGround(fields) -> {
        List<Node> keys = nodes(fields.keys());
        var patterns = new ArrayList<Pattern>();
        fields.values().forEach(value -> patterns.add(pattern(value)));
        yield new Pattern.Members(keys, patterns);
      }
      default -> new Pattern.Same(node(term));
    };
  }

  List<Node> nodes(List<Core> terms) {
    var nodes = new ArrayList<Node>();
    terms.forEach(term -> nodes.add(node(term)));
    return nodes;
  }

  /** The program of a term; what it enumerates becomes steps before. */
  Node node(Core term) {
    return switch (term) {
      case Core.Constant constant -> new Nodes.Const(constant.value());
      case Core.Variable variable -> {
        if (!bound.get(variable.local().slot)) {
          unsafe(variable.local());
          bound.set(variable.local().slot);
        }
        yield new Nodes.Slot(variable.local().slot);
      }
      case Core.Reference ref -> {
        if (isGround(ref)) {
          yield References.ground(ref, nodes(ref.path()), root);
        }
        if (ref.base() != null && !bound.get(ref.base().slot)) {
          unsafe(ref.base());
          bound.set(ref.base().slot);
        }
        int slot = layout.slots++;
        iterate(ref, new Pattern.Bind(slot));
        bound.set(slot);
        yield new Nodes.Slot(slot);
      }
      case Core.Items items -> new Nodes.Array(nodes(items.items()));
      case Core.Members members -> new Nodes.MakeSet(nodes(members.items()));
      case Core.Fields fields -> {
        var items = new ArrayList<Node>();
        for (int index = 0; index < fields.keys().size(); index++) {
          items.add(node(fields.keys().get(index)));
          items.add(node(fields.values().get(index)));
        }
        yield new Nodes.MakeObject(items);
      }
      case Core.Closure closure -> closure(closure);
      case Core.Template template -> new Nodes.Template(nodes(template.parts()));
    };
  }

  private Node closure(Core.Closure closure) {
    Emitter inner = inner();
    inner.goals(closure.goals());
    Node key = closure.key() == null ? null : inner.node(closure.key());
    Node value = inner.node(closure.value());
    int cell = layout.cells++;
    Step body = inner.chain(new Steps.Collect(cell, key, value));
    return switch (closure.makes()) {
      case ARRAY -> new Nodes.Comprehension(Nodes.Comprehension.Kind.ARRAY, cell, body);
      case SET -> new Nodes.Comprehension(Nodes.Comprehension.Kind.SET, cell, body);
      case OBJECT -> new Nodes.Comprehension(Nodes.Comprehension.Kind.OBJECT, cell, body);
      case SINGLE -> new Nodes.Single(cell, body);
    };
  }

  /** A step that enumerates a reference and lays each value against {@code result}. */
  private void iterate(Core.Reference ref, Pattern result) {
    var elements = new ArrayList<Pattern.Element>();
    for (Core step : ref.path()) {
      if (isGround(step)) {
        elements.add(new Pattern.Element(node(step), null));
      } else if (step instanceof Core.Reference || step instanceof Core.Members) {
        elements.add(new Pattern.Element(node(step), null));
      } else {
        elements.add(new Pattern.Element(null, prepared(step)));
      }
    }
    steps.add(References.iterating(ref, elements, result, root));
  }
}
