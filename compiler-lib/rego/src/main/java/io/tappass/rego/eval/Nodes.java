package io.tappass.rego.eval;

import io.tappass.rego.RegoException;
import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.BooleanValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.SetValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The kinds of terms. */
public final class Nodes {
  private Nodes() {}

  /** A constant. */
  public record Const(Value value) implements Node {
    @Override
    public Value eval(Frame frame) {
      return value;
    }
  }

  /** A variable. */
  public record Slot(int index) implements Node {
    @Override
    public Value eval(Frame frame) {
      return frame.slot(index);
    }
  }

  /** {@code input}. */
  public record Input() implements Node {
    @Override
    public @Nullable Value eval(Frame frame) {
      return frame.context.input;
    }
  }

  /** A value and steps into it. */
  public record Member(Node base, List<Node> path) implements Node {
    @Override
    public @Nullable Value eval(Frame frame) throws RegoException {
      Value value = base.eval(frame);
      return value == null ? null : into(value, path, frame);
    }
  }

  /** A path beneath {@code data}, through rules and the base document. */
  public record Data(TreeNode root, List<Node> path) implements Node {
    @Override
    public @Nullable Value eval(Frame frame) throws RegoException {
      Place place = Place.root(frame, root);
      for (Node step : path) {
        Value key = step.eval(frame);
        place = key == null ? null : place.step(key);
        if (place == null) {
          return null;
        }
      }
      return place.whole();
    }
  }

  /** A rule by its constant path, and steps into its value; the common case of {@link Data}. */
  public record RuleMember(RuleGroup group, List<Node> path, Data slow) implements Node {
    @Override
    public @Nullable Value eval(Frame frame) throws RegoException {
      if (frame.context.mockedData != null) {
        return slow.eval(frame);
      }
      Value value = group.value(frame.machine, frame.context);
      return value == null ? null : into(value, path, frame);
    }
  }

  /** A constant path beneath {@code data} where no rule is: the base document only. */
  public record BaseMember(List<Node> path, Data slow) implements Node {
    @Override
    public @Nullable Value eval(Frame frame) throws RegoException {
      if (frame.context.mockedData != null) {
        return slow.eval(frame);
      }
      return into(frame.context.data, path, frame);
    }
  }

  private static @Nullable Value into(Value start, List<Node> path, Frame frame)
      throws RegoException {
    Value value = start;
    for (int at = 0; at < path.size(); at++) {
      Value key = path.get(at).eval(frame);
      value = key == null ? null : Values.member(value, key);
      if (value == null) {
        return null;
      }
    }
    return value;
  }

  /** {@code [a, b]}. */
  public record Array(List<Node> items) implements Node {
    @Override
    public @Nullable Value eval(Frame frame) throws RegoException {
      List<Value> values = all(items, frame);
      return values == null ? null : ArrayValue.of(values);
    }
  }

  /** {@code {a, b}}. */
  public record MakeSet(List<Node> items) implements Node {
    @Override
    public @Nullable Value eval(Frame frame) throws RegoException {
      List<Value> values = all(items, frame);
      return values == null ? null : SetValue.of(values);
    }
  }

  /** {@code {k: v}}; keys and values take turns. */
  public record MakeObject(List<Node> items) implements Node {
    @Override
    public @Nullable Value eval(Frame frame) throws RegoException {
      List<Value> values = all(items, frame);
      if (values == null) {
        return null;
      }
      var builder = ObjectValue.builder();
      for (int index = 0; index < values.size(); index += 2) {
        builder.put(values.get(index), values.get(index + 1));
      }
      return builder.build();
    }
  }

  static @Nullable List<Value> all(List<Node> nodes, Frame frame) throws RegoException {
    var values = new ArrayList<Value>(nodes.size());
    for (Node node : nodes) {
      Value value = node.eval(frame);
      if (value == null) {
        return null;
      }
      values.add(value);
    }
    return values;
  }

  /** A call of a function. */
  public record Call(Callable callable, List<Node> arguments) implements Node {
    @Override
    public @Nullable Value eval(Frame frame) throws RegoException {
      List<Value> values = all(arguments, frame);
      if (values == null) {
        return null;
      }
      Context context = frame.context;
      if (!context.mockedFunctions.isEmpty()) {
        Context.Mock mock = context.mockedFunctions.get(callable.key());
        if (mock instanceof Context.Mock.Constant constant) {
          return constant.value();
        }
        if (mock instanceof Context.Mock.Other other) {
          return other.callable().call(frame, context.unmocked(), values);
        }
      }
      return callable.call(frame, context, values);
    }
  }

  /** {@code < <= > >= == !=} on values that no {@code with} of the program replaces. */
  public record Compare(Relation relation, Node left, Node right) implements Node {
    /** The comparisons. */
    public enum Relation {
      EQUAL,
      NOT_EQUAL,
      LESS,
      LESS_OR_EQUAL,
      GREATER,
      GREATER_OR_EQUAL
    }

    @Override
    public @Nullable Value eval(Frame frame) throws RegoException {
      Value one = left.eval(frame);
      Value two = one == null ? null : right.eval(frame);
      if (one == null || two == null) {
        return null;
      }
      boolean holds =
          switch (relation) {
            case EQUAL -> one.equals(two);
            case NOT_EQUAL -> !one.equals(two);
            case LESS -> one.compareTo(two) < 0;
            case LESS_OR_EQUAL -> one.compareTo(two) <= 0;
            case GREATER -> one.compareTo(two) > 0;
            case GREATER_OR_EQUAL -> one.compareTo(two) >= 0;
          };
      return BooleanValue.of(holds);
    }
  }

  /** A comprehension; its chain ends in a {@link Steps.Collect} on the same cell. */
  public record Comprehension(Kind kind, int cell, Step body) implements Node {
    /** What it makes. */
    public enum Kind {
      ARRAY,
      SET,
      OBJECT
    }

    @Override
    public Value eval(Frame frame) throws RegoException {
      Object outer = frame.cells[cell];
      var found = new ArrayList<Value>();
      frame.cells[cell] = found;
      Step.run(body, frame);
      frame.cells[cell] = outer;
      return switch (kind) {
        case ARRAY -> ArrayValue.of(found);
        case SET -> SetValue.of(found);
        case OBJECT -> object(found);
      };
    }

    private static Value object(List<Value> found) throws RegoException {
      var builder = new TreeMap<Value, Value>();
      for (int index = 0; index < found.size(); index += 2) {
        Value before = builder.put(found.get(index), found.get(index + 1));
        if (before != null && !before.equals(found.get(index + 1))) {
          throw new RegoException(RegoException.CONFLICT, "object keys must be unique", null);
        }
      }
      return Values.object(builder);
    }
  }

  /** A template string: constants, and parts of which each has one value at most. */
  public record Template(List<Node> parts) implements Node {
    @Override
    public @Nullable Value eval(Frame frame) throws RegoException {
      var out = new StringBuilder();
      for (Node part : parts) {
        Value value = part.eval(frame);
        if (value == null) {
          out.append("<undefined>");
        } else if (value instanceof StringValue text) {
          frame.machine.charge(text.value().length());
          out.append(text.value());
        } else {
          String text = Values.templateText(value);
          frame.machine.charge(text.length());
          out.append(text);
        }
      }
      return StringValue.of(out.toString());
    }
  }

  /** The one value of a chain that ends in a {@link Steps.Collect}; several are an error. */
  public record Single(int cell, Step body) implements Node {
    @Override
    public @Nullable Value eval(Frame frame) throws RegoException {
      Object outer = frame.cells[cell];
      var found = new ArrayList<Value>();
      frame.cells[cell] = found;
      Step.run(body, frame);
      frame.cells[cell] = outer;
      Value first = null;
      for (Value value : found) {
        if (first != null && !first.equals(value)) {
          throw new RegoException(
              RegoException.CONFLICT, "template-strings must not produce multiple outputs", null);
        }
        first = value;
      }
      return first;
    }
  }
}
