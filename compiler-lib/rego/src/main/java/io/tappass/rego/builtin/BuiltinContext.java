package io.tappass.rego.builtin;

import java.util.Map;
import java.util.random.RandomGenerator;

/** What a builtin may use of the evaluation that calls it. */
public interface BuiltinContext {

  /**
   * Takes from the budget of bytes. Called before the bytes are allocated.
   *
   * @param bytes about how much the result will hold; not negative
   * @throws BudgetExceeded if that is more than is left
   */
  void chargeBytes(long bytes);

  /**
   * Takes from the budget of steps. Called before the work is done.
   *
   * @param steps about how many items or characters the work will touch; not negative
   * @throws BudgetExceeded if that is more than is left
   */
  void chargeSteps(long steps);

  /** The time of the evaluation, the same at every call. Nanoseconds since 1970 UTC. */
  long timeNanos();

  /** The chance of {@code rand.intn} and {@code uuid.rfc4122}. */
  RandomGenerator random();

  /**
   * What builtins remember until the evaluation ends; {@code rand.intn} gives one result for one
   * name. Keys are records of the builtin, so that no two meet.
   */
  Map<Object, Object> memory();
}
