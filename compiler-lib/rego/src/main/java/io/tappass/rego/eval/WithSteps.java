package io.tappass.rego.eval;

import io.tappass.rego.RegoException;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code with}: the statements between {@link Push} and {@link Pop} see another world. */
public final class WithSteps {
  private WithSteps() {}

  /** One modification. */
  public sealed interface Change {
    /** {@code with input.path as value}. */
    record Input(List<Node> path, Node value) implements Change {}

    /** {@code with data.path as value}. */
    record Data(List<Node> path, Node value) implements Change {}

    /** {@code with function as value}. */
    record FunctionValue(Object function, Node value) implements Change {}

    /** {@code with function as function}. */
    record FunctionOther(Object function, Callable other) implements Change {}
  }

  /** Enters the changed world. */
  public static final class Push extends Step {
    private final List<Change> changes;
    private final int cell;

    /**
     * @param cell where {@link Pop} finds the old world
     */
    public Push(List<Change> changes, int cell) {
      this.changes = List.copyOf(changes);
      this.cell = cell;
    }

    @Override
    Outcome exec(Frame frame) throws RegoException {
      Context outer = frame.context;
      Context inner = changed(frame, outer);
      if (inner == null) {
        return Outcome.FAIL;
      }
      Object before = frame.cells[cell];
      frame.cells[cell] = outer;
      frame.context = inner;
      try {
        return rest(frame);
      } finally {
        frame.context = outer;
        frame.cells[cell] = before;
      }
    }

    private @Nullable Context changed(Frame frame, Context outer) throws RegoException {
      Value input = outer.input;
      Value data = outer.data;
      MockPaths paths = outer.mockedData;
      Map<Object, Context.Mock> functions = outer.mockedFunctions;
      for (Change change : changes) {
        switch (change) {
          case Change.Input(List<Node> nodes, Node node) -> {
            Value value = node.eval(frame);
            List<Value> path = Nodes.all(nodes, frame);
            if (value == null || path == null) {
              return null;
            }
            input = Values.patched(input, path, 0, value);
          }
          case Change.Data(List<Node> nodes, Node node) -> {
            Value value = node.eval(frame);
            List<Value> path = Nodes.all(nodes, frame);
            if (value == null || path == null) {
              return null;
            }
            data = Values.patched(data, path, 0, value);
            paths = MockPaths.add(paths, path, 0);
          }
          case Change.FunctionValue(Object function, Node node) -> {
            Value value = node.eval(frame);
            if (value == null) {
              return null;
            }
            functions = new HashMap<>(functions);
            functions.put(function, new Context.Mock.Constant(value));
          }
          case Change.FunctionOther(Object function, Callable other) -> {
            functions = new HashMap<>(functions);
            functions.put(function, new Context.Mock.Other(other));
          }
        }
      }
      frame.machine.charge(8L * outer.cache.length + 64);
      ObjectValue document = data instanceof ObjectValue object ? object : ObjectValue.EMPTY;
      return new Context(input, document, paths, functions, outer.cache.length);
    }
  }

  /** Leaves the changed world for the statements that follow. */
  public static final class Pop extends Step {
    private final int cell;

    /**
     * @param cell of the {@link Push}
     */
    public Pop(int cell) {
      this.cell = cell;
    }

    @Override
    Outcome exec(Frame frame) throws RegoException {
      Context inner = frame.context;
      if (!(frame.cells[cell] instanceof Context outer)) {
        throw new IllegalStateException("no world to go back to");
      }
      frame.context = outer;
      try {
        return rest(frame);
      } finally {
        frame.context = inner;
      }
    }
  }
}
