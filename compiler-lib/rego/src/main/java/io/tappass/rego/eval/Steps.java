package io.tappass.rego.eval;

import io.tappass.rego.RegoException;
import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.BooleanValue;
import io.tappass.rego.value.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The kinds of statements. */
public final class Steps {
  private Steps() {}

  /** Holds if the term is defined and not false. */
  public static final class Test extends Step {
    private final Node node;

    public Test(Node node) {
      this.node = node;
    }

    @Override
    Outcome exec(Frame frame) throws RegoException {
      Value value = node.eval(frame);
      return value == null || value.equals(BooleanValue.FALSE) ? Outcome.FAIL : Outcome.NEXT;
    }
  }

  /** Gives the value of a term to a variable. */
  public static final class Assign extends Step {
    private final int slot;
    private final Node node;

    public Assign(int slot, Node node) {
      this.slot = slot;
      this.node = node;
    }

    @Override
    Outcome exec(Frame frame) throws RegoException {
      Value value = node.eval(frame);
      frame.slots[slot] = value;
      return value == null ? Outcome.FAIL : Outcome.NEXT;
    }
  }

  /** Holds if both terms have the same value. */
  public static final class Equal extends Step {
    private final Node left;
    private final Node right;

    public Equal(Node left, Node right) {
      this.left = left;
      this.right = right;
    }

    @Override
    Outcome exec(Frame frame) throws RegoException {
      Value one = left.eval(frame);
      Value two = one == null ? null : right.eval(frame);
      return one != null && one.equals(two) ? Outcome.NEXT : Outcome.FAIL;
    }
  }

  /** Lays a value against a pattern. */
  public static final class Match extends Step {
    private final Pattern pattern;
    private final Node node;

    public Match(Pattern pattern, Node node) {
      this.pattern = pattern;
      this.node = node;
    }

    @Override
    Outcome exec(Frame frame) throws RegoException {
      Value value = node.eval(frame);
      return value != null && pattern.match(frame, value) ? Outcome.NEXT : Outcome.FAIL;
    }
  }

  /** Never holds. */
  public static final class Never extends Step {
    @Override
    Outcome exec(Frame frame) {
      return Outcome.FAIL;
    }
  }

  /** A reference into a value, with variables among its steps. */
  public static final class Iterate extends Step {
    private final Node base;
    private final Pattern.Element[] path;
    private final Pattern result;

    public Iterate(Node base, List<Pattern.Element> path, Pattern result) {
      this.base = base;
      this.path = path.toArray(new Pattern.Element[0]);
      this.result = result;
    }

    @Override
    Outcome exec(Frame frame) throws RegoException {
      Value value = base.eval(frame);
      return value == null ? Outcome.FAIL : from(frame, value, 0);
    }

    private Outcome from(Frame frame, Value start, int first) throws RegoException {
      Value value = start;
      for (int at = first; at < path.length; at++) {
        Pattern pattern = path[at].pattern();
        if (pattern != null) {
          int after = at + 1;
          return Values.forEach(
                  value,
                  (key, member) -> {
                    frame.machine.step();
                    return pattern.match(frame, key) && from(frame, member, after) == Outcome.STOP;
                  })
              ? Outcome.STOP
              : Outcome.FAIL;
        }
        Node node = path[at].key();
        Value key = node == null ? null : node.eval(frame);
        value = key == null ? null : Values.member(value, key);
        if (value == null) {
          return Outcome.FAIL;
        }
      }
      return result.match(frame, value) ? rest(frame) : Outcome.FAIL;
    }
  }

  /** A reference beneath {@code data}, with variables among its steps. */
  public static final class IterateData extends Step {
    private final TreeNode root;
    private final Pattern.Element[] path;
    private final Pattern result;

    public IterateData(TreeNode root, List<Pattern.Element> path, Pattern result) {
      this.root = root;
      this.path = path.toArray(new Pattern.Element[0]);
      this.result = result;
    }

    @Override
    Outcome exec(Frame frame) throws RegoException {
      return from(frame, Place.root(frame, root), 0);
    }

    private Outcome from(Frame frame, Place start, int first) throws RegoException {
      Place place = start;
      for (int at = first; at < path.length; at++) {
        Pattern pattern = path[at].pattern();
        if (pattern != null) {
          int after = at + 1;
          return place.forEach((key, below) -> {
            frame.machine.step();
            return pattern.match(frame, key) && from(frame, below, after) == Outcome.STOP;
          })
              ? Outcome.STOP
              : Outcome.FAIL;
        }
        Node node = path[at].key();
        Value key = node == null ? null : node.eval(frame);
        Place below = key == null ? null : place.step(key);
        if (below == null) {
          return Outcome.FAIL;
        }
        place = below;
      }
      Value value = place.whole();
      return value != null && result.match(frame, value) ? rest(frame) : Outcome.FAIL;
    }
  }

  /** {@code walk(value, [path, member])}: every member at any depth, the value itself first. */
  public static final class Walk extends Step {
    private final Node node;
    private final Pattern result;

    public Walk(Node node, Pattern result) {
      this.node = node;
      this.result = result;
    }

    @Override
    Outcome exec(Frame frame) throws RegoException {
      Value value = node.eval(frame);
      if (value == null) {
        return Outcome.FAIL;
      }
      return visit(frame, new ArrayList<>(), value) ? Outcome.STOP : Outcome.FAIL;
    }

    private boolean visit(Frame frame, List<Value> path, Value value) throws RegoException {
      frame.machine.enter();
      try {
        return within(frame, path, value);
      } finally {
        frame.machine.leave();
      }
    }

    private boolean within(Frame frame, List<Value> path, Value value) throws RegoException {
      frame.machine.step();
      frame.machine.charge(8L * path.size() + 16);
      Value pair = ArrayValue.of(List.of(ArrayValue.of(path), value));
      if (result.match(frame, pair) && rest(frame) == Outcome.STOP) {
        return true;
      }
      return Values.forEach(
          value,
          (key, member) -> {
            var below = new ArrayList<Value>(path);
            below.add(key);
            return visit(frame, below, member);
          });
    }
  }

  /** Holds if a chain has no solution; the chain ends in {@link Found}. */
  public static final class Not extends Step {
    private final Step body;

    public Not(Step body) {
      this.body = body;
    }

    @Override
    Outcome exec(Frame frame) throws RegoException {
      return run(body, frame) ? Outcome.FAIL : Outcome.NEXT;
    }
  }

  /** Holds if any of the chains has a solution; each ends in {@link Found}. */
  public static final class Any extends Step {
    private final List<Step> bodies;

    public Any(List<Step> bodies) {
      this.bodies = List.copyOf(bodies);
    }

    @Override
    Outcome exec(Frame frame) throws RegoException {
      for (Step body : bodies) {
        if (run(body, frame)) {
          return Outcome.NEXT;
        }
      }
      return Outcome.FAIL;
    }
  }

  /** Holds if a chain has a solution for every member of a collection. */
  public static final class Every extends Step {
    private final Node domain;
    private final Pattern key;
    private final Pattern value;
    private final Step body;

    public Every(Node domain, Pattern key, Pattern value, Step body) {
      this.domain = domain;
      this.key = key;
      this.value = value;
      this.body = body;
    }

    @Override
    Outcome exec(Frame frame) throws RegoException {
      Value members = domain.eval(frame);
      if (members == null || !Values.isCollection(members)) {
        return Outcome.FAIL;
      }
      boolean failed =
          Values.forEach(
              members,
              (k, v) -> {
                frame.machine.step();
                return !(key.match(frame, k) && value.match(frame, v) && run(body, frame));
              });
      return failed ? Outcome.FAIL : Outcome.NEXT;
    }
  }

  /** The end of a chain of which one solution is enough. */
  public static final class Found extends Step {
    @Override
    Outcome exec(Frame frame) {
      return Outcome.STOP;
    }
  }

  /** The end of the body of a clause: the head takes the solution. */
  public static final class Emit extends Step {
    @Override
    Outcome exec(Frame frame) throws RegoException {
      Frame.Sink sink = frame.sink;
      return sink != null && sink.accept(frame) ? Outcome.STOP : Outcome.FAIL;
    }
  }

  /** The end of the body of a comprehension. */
  public static final class Collect extends Step {
    private final int cell;
    private final @Nullable Node key;
    private final Node value;

    public Collect(int cell, @Nullable Node key, Node value) {
      this.cell = cell;
      this.key = key;
      this.value = value;
    }

    @Override
    Outcome exec(Frame frame) throws RegoException {
      Value one = key == null ? null : key.eval(frame);
      Value two = value.eval(frame);
      if (two == null || (key != null && one == null)) {
        return Outcome.FAIL;
      }
      @SuppressWarnings("unchecked")
      var found = (ArrayList<Value>) frame.cells[cell];
      if (found == null) {
        throw new IllegalStateException("a comprehension without its cell");
      }
      frame.machine.charge(16);
      if (one != null) {
        found.add(one);
      }
      found.add(two);
      return Outcome.FAIL;
    }
  }
}
