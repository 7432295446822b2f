package io.tappass.rego.eval;

import io.tappass.rego.Budget;
import io.tappass.rego.RegoException;
import io.tappass.rego.builtin.BudgetExceeded;
import io.tappass.rego.builtin.BuiltinContext;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** One evaluation: its budget, its fixed time, and whether errors of builtins end it. */
public final class Machine implements BuiltinContext {
  private static final int CLOCK_EVERY = 256;

  private final Budget budget;
  private final boolean isStrict;
  private final long timeNanos;
  private final RandomGenerator random;
  private final Map<Object, Object> memory = new HashMap<>();
  private long stepsLeft;
  private long bytesLeft;
  private int untilClock = CLOCK_EVERY;
  private int depth;

  /**
   * @param isStrict whether an error of a builtin ends the evaluation instead of being undefined
   * @param timeNanos since 1970, what {@code time.now_ns} answers throughout
   * @param random for the builtins that ask for it
   */
  public Machine(Budget budget, boolean isStrict, long timeNanos, RandomGenerator random) {
    this.budget = budget;
    this.isStrict = isStrict;
    this.timeNanos = timeNanos;
    this.random = random;
    this.stepsLeft = budget.steps();
    this.bytesLeft = budget.bytes();
  }

  void step() throws RegoException {
    if (--stepsLeft < 0) {
      throw cancelled("more than " + budget.steps() + " steps");
    }
    if (--untilClock < 0) {
      untilClock = CLOCK_EVERY;
      checkClock();
    }
  }

  private void checkClock() throws RegoException {
    if (budget.deadlineNanos() != Long.MAX_VALUE
        && budget.clockNanos().getAsLong() - budget.deadlineNanos() > 0) {
      throw cancelled("the time is up");
    }
  }

  void enter() throws RegoException {
    if (++depth > budget.depth()) {
      throw cancelled("nested deeper than " + budget.depth());
    }
  }

  void leave() {
    depth--;
  }

  static RegoException cancelled(String why) {
    return new RegoException(
        RegoException.CANCEL, "caller cancelled query execution: " + why, null);
  }

  void builtinFailed(RegoException error) throws RegoException {
    if (isStrict) {
      throw error;
    }
  }

  /** Pays for memory that the evaluator itself fills. */
  void charge(long amount) {
    chargeBytes(amount);
  }

  @Override
  public void chargeBytes(long bytes) {
    bytesLeft -= bytes;
    if (bytesLeft < 0 || bytes < 0) {
      throw new BudgetExceeded("more than " + budget.bytes() + " bytes");
    }
  }

  @Override
  public void chargeSteps(long steps) {
    stepsLeft -= steps;
    if (stepsLeft < 0 || steps < 0) {
      throw new BudgetExceeded("more than " + budget.steps() + " steps");
    }
  }

  @Override
  public long timeNanos() {
    return timeNanos;
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public Map<Object, Object> memory() {
    return memory;
  }
}
