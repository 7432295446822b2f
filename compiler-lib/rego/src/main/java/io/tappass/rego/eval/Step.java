package io.tappass.rego.eval;

import io.tappass.rego.RegoException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement in a chain. A test or an assignment says whether the chain goes on; a step that has
 * several solutions runs the rest of the chain itself, once for each.
 */
public abstract class Step {
  /** How a step came out. */
  public enum Outcome {
    /** Go on with the next step. */
    NEXT,
    /** No further solution from here. */
    FAIL,
    /** The one who asked wants no further solution. */
    STOP
  }

  @Nullable Step next;

  abstract Outcome exec(Frame frame) throws RegoException;

  /**
   * Runs a chain until it fails or is stopped; the last step of a chain consumes the solution.
   *
   * @return whether the consumer said stop
   */
  static boolean run(@Nullable Step first, Frame frame) throws RegoException {
    Machine machine = frame.machine;
    machine.enter();
    try {
      Step step = first;
      while (step != null) {
        machine.step();
        switch (step.exec(frame)) {
          case NEXT -> step = step.next;
          case FAIL -> {
            return false;
          }
          case STOP -> {
            return true;
          }
        }
      }
      return false;
    } finally {
      machine.leave();
    }
  }

  /** Runs the rest of the chain for one of several solutions. */
  final Outcome rest(Frame frame) throws RegoException {
    return run(next, frame) ? Outcome.STOP : Outcome.FAIL;
  }

  /** Links {@code steps} in order and gives the first. */
  public static Step chain(List<? extends Step> steps) {
    for (int index = 0; index + 1 < steps.size(); index++) {
      steps.get(index).next = steps.get(index + 1);
    }
    return steps.getFirst();
  }
}
