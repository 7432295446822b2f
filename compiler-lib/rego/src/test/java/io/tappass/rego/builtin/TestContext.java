package io.tappass.rego.builtin;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;

/** A context with a budget of its own, a fixed time and a seeded chance. */
final class TestContext implements BuiltinContext {
  static final long TIME = 1_700_000_000_000_000_000L;

  private final Map<Object, Object> memory = new HashMap<>();
  private final RandomGenerator random = new Random(7);
  private long bytesLeft;
  private long stepsLeft;

  TestContext(long bytes, long steps) {
    this.bytesLeft = bytes;
    this.stepsLeft = steps;
  }

  static TestContext ample() {
    return new TestContext(1L << 30, 1L << 30);
  }

  @Override
  public void chargeBytes(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("negative charge " + bytes);
    }
    bytesLeft -= bytes;
    if (bytesLeft < 0) {
      throw new BudgetExceeded("bytes");
    }
  }

  @Override
  public void chargeSteps(long steps) {
    if (steps < 0) {
      throw new IllegalArgumentException("negative charge " + steps);
    }
    stepsLeft -= steps;
    if (stepsLeft < 0) {
      throw new BudgetExceeded("steps");
    }
  }

  @Override
  public long timeNanos() {
    return TIME;
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
