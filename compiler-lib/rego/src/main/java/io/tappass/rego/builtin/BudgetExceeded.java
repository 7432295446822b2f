package io.tappass.rego.builtin;

/**
 * The budget of the evaluation is spent. Ends the evaluation, strict or not: never caught by a
 * builtin, never turned into undefined.
 */
public final class BudgetExceeded extends RuntimeException {

  /**
   * @param message which budget
   */
  public BudgetExceeded(String message) {
    super(message, null, false, false);
  }
}
