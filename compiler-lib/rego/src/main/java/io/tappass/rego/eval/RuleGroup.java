package io.tappass.rego.eval;

import io.tappass.rego.RegoException;
import io.tappass.rego.value.SetValue;
import io.tappass.rego.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** All clauses of one name. */
public final class RuleGroup {
  /** What the clauses define together. */
  public enum Kind {
    /** One value. */
    COMPLETE,
    /** A set. */
    SET,
    /** Parts of an object at variable keys. */
    DYNAMIC,
    /** A function. */
    FUNCTION
  }

  private static final Object UNDEFINED = new Object();
  private static final Object RUNNING = new Object();

  private final int id;
  private final String path;
  private final Kind kind;
  private final int arity;
  private List<Clause> clauses = List.of();
  private @Nullable Clause byDefault;
  private @Nullable RuleIndex index;
  private boolean isConstant;

  /**
   * @param id index into the caches of contexts
   * @param path with {@code data.}
   * @param arity of a function
   */
  public RuleGroup(int id, String path, Kind kind, int arity) {
    this.id = id;
    this.path = path;
    this.kind = kind;
    this.arity = arity;
  }

  /** Sets the clauses; called once, when all groups are known. */
  public void define(List<Clause> all, @Nullable Clause fallback, @Nullable RuleIndex ruleIndex) {
    clauses = List.copyOf(all);
    byDefault = fallback;
    index = ruleIndex;
    isConstant = constantValue(all) != null;
  }

  private static @Nullable Value constantValue(List<Clause> all) {
    Value constant = null;
    for (Clause clause : all) {
      for (Clause.Branch branch : clause.branches()) {
        if (!(branch.value() instanceof Nodes.Const value)) {
          return null;
        }
        if (constant != null && !constant.equals(value.value())) {
          return null;
        }
        constant = value.value();
      }
    }
    return constant;
  }

  /** What it defines. */
  public Kind kind() {
    return kind;
  }

  /** With {@code data.}. */
  public String path() {
    return path;
  }

  /** How many arguments a function takes. */
  public int arity() {
    return arity;
  }

  /** Index into caches. */
  public int id() {
    return id;
  }

  boolean isValue() {
    return kind == Kind.COMPLETE || kind == Kind.SET;
  }

  @Override
  public String toString() {
    return path;
  }

  /** The clauses that may hold for the input, in the order of the source. */
  List<Clause> candidates(Machine machine, Context context) throws RegoException {
    return index == null ? clauses : index.candidates(machine, context);
  }

  /** The value of a complete rule or a set, or null for undefined. */
  @Nullable Value value(Machine machine, Context context) throws RegoException {
    Object cached = context.cache[id];
    if (cached instanceof Value known) {
      return known;
    }
    if (cached == UNDEFINED) {
      return null;
    }
    if (cached == RUNNING) {
      throw Machine.cancelled(path + " depends on itself");
    }
    context.cache[id] = RUNNING;
    Value value = null;
    boolean done = false;
    try {
      value = kind == Kind.SET ? set(machine, context) : complete(machine, context);
      done = true;
    } finally {
      context.cache[id] = !done ? null : value == null ? UNDEFINED : value;
    }
    return value;
  }

  /** The value as a part of a greater object, or null for undefined. */
  @Nullable Extent asExtent(Machine machine, Context context) throws RegoException {
    Value value = value(machine, context);
    if (value == null) {
      return null;
    }
    return kind == Kind.SET && value instanceof SetValue set
        ? Extent.ofSet(set)
        : Extent.ofLeaf(value);
  }

  private Value set(Machine machine, Context context) throws RegoException {
    var members = new TreeSet<Value>();
    for (Clause clause : candidates(machine, context)) {
      Clause.Branch branch = clause.branches().getFirst();
      Node member = branch.term();
      solve(
          machine,
          context,
          clause,
          branch,
          null,
          frame -> {
            Value value = member.eval(frame);
            if (value != null && members.add(value)) {
              machine.charge(16);
            }
            return false;
          });
    }
    return SetValue.of(members);
  }

  private @Nullable Value complete(Machine machine, Context context) throws RegoException {
    Value value = first(machine, context, null, "complete rules must not produce multiple outputs");
    Clause fallback = byDefault;
    return value == null && fallback != null
        ? branches(machine, context, fallback, null, new Value[1], "")
        : value;
  }

  /** The result of a function, or null for undefined. */
  @Nullable Value call(Machine machine, Context context, List<Value> arguments)
      throws RegoException {
    Value value =
        first(
            machine,
            context,
            arguments,
            "functions must not produce multiple outputs for same inputs");
    Clause fallback = byDefault;
    return value == null && fallback != null
        ? branches(machine, context, fallback, arguments, new Value[1], "")
        : value;
  }

  private @Nullable Value first(
      Machine machine, Context context, @Nullable List<Value> arguments, String conflict)
      throws RegoException {
    @Nullable Value[] result = new Value[1];
    for (Clause clause : candidates(machine, context)) {
      branches(machine, context, clause, arguments, result, conflict);
      if (isConstant && result[0] != null) {
        break;
      }
    }
    return result[0];
  }

  private @Nullable Value branches(
      Machine machine,
      Context context,
      Clause clause,
      @Nullable List<Value> arguments,
      @Nullable Value[] result,
      String conflict)
      throws RegoException {
    boolean[] found = new boolean[1];
    for (Clause.Branch branch : clause.branches()) {
      solve(
          machine,
          context,
          clause,
          branch,
          arguments,
          frame -> {
            Value value = branch.value().eval(frame);
            if (value == null) {
              return false;
            }
            if (result[0] != null && !result[0].equals(value)) {
              throw new RegoException(RegoException.CONFLICT, conflict, clause.info().span());
            }
            result[0] = value;
            found[0] = true;
            return isConstant;
          });
      if (found[0]) {
        break;
      }
    }
    return result[0];
  }

  static void solve(
      Machine machine,
      Context context,
      Clause clause,
      Clause.Branch branch,
      @Nullable List<Value> arguments,
      Frame.Sink sink)
      throws RegoException {
    var frame = new Frame(machine, context, clause.slots(), clause.cells(), sink);
    if (arguments != null) {
      for (int index = 0; index < arguments.size(); index++) {
        frame.slots[index] = arguments.get(index);
      }
    }
    Step.run(branch.body(), frame);
  }

  /** The parts that clauses with variable names define. */
  Extent extent(Machine machine, Context context) throws RegoException {
    Object cached = context.cache[id];
    if (cached instanceof Extent known) {
      return known;
    }
    if (cached == RUNNING) {
      throw Machine.cancelled(path + " depends on itself");
    }
    context.cache[id] = RUNNING;
    var extent = new Extent();
    boolean done = false;
    try {
      for (Clause clause : candidates(machine, context)) {
        for (Clause.Branch branch : clause.branches()) {
          if (extend(machine, context, clause, branch, extent)) {
            break;
          }
        }
      }
      done = true;
    } finally {
      context.cache[id] = done ? extent : null;
    }
    return extent;
  }

  private static boolean extend(
      Machine machine, Context context, Clause clause, Clause.Branch branch, Extent extent)
      throws RegoException {
    boolean[] found = new boolean[1];
    solve(
        machine,
        context,
        clause,
        branch,
        null,
        frame -> {
          var path = new ArrayList<Value>();
          for (Node step : branch.path()) {
            Value key = step.eval(frame);
            if (key == null) {
              return false;
            }
            path.add(key);
          }
          Value term = branch.term().eval(frame);
          if (term == null) {
            return false;
          }
          machine.charge(32);
          found[0] = true;
          if (branch.member() != null) {
            extent.putMember(path, 0, term);
          } else {
            extent.putValue(path, 0, term);
          }
          return false;
        });
    return found[0];
  }

  /** The clauses in the order of the source. */
  public List<Clause> clauses() {
    return clauses;
  }
}
