package io.tappass.rego;

import io.tappass.rego.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * One way in which a clause of a rule came out, on the decision path.
 *
 * @param rule the clause
 * @param term of the head, where the clause held; null if the head term was undefined or in error
 * @param error of the body, where its answer is unknown
 */
public record ClauseOutcome(
    RuleInfo rule, Kind kind, @Nullable Value term, @Nullable RegoException error) {

  /** Whether the clause held or could not be evaluated; a clause that does not hold is absent. */
  public enum Kind {
    HELD,
    ERROR
  }
}
