package io.tappass.policy;

import java.util.Optional;

/** Knows where the rules of a policy were written; the provenance document does. */
@FunctionalInterface
public interface RulePlaces {

  /** Knows nothing. */
  RulePlaces NONE = (level, rule) -> Optional.empty();

  /**
   * Where a rule stands, as {@code file:line:column}.
   *
   * @param level package of the level
   * @param rule id
   */
  Optional<String> find(String level, String rule);
}
