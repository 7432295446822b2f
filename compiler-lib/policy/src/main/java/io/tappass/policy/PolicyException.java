package io.tappass.policy;

import io.tappass.policy.value.Ids;
import io.tappass.policy.value.WireName;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/**
 * An expiring exception to a rule, or a shadow entry, given by the level that owns the rule.
 *
 * @param level package of the owning level
 * @param label id of the rule in its METADATA labels, as the author wrote it
 * @param rules ids of the rules with that label; only those of {@code level} are meant
 * @param scope the author's words for where it holds, such as {@code projects.finance}; a policy
 *     holds only those that hold for its sandbox
 * @param until from this second on it does nothing
 */
public record PolicyException(
    String level,
    String label,
    List<String> rules,
    String scope,
    Instant until,
    String reason,
    Effect effect) {

  /** Characters of a reason. */
  public static final int REASON_CHARS_MAX = 1_000;

  /** What it does to a rule that holds. */
  public enum Effect implements WireName {
    /** The rule does not count; the decision lists the exception. */
    EXCEPTION,
    /** The rule does not count; the decision lists what it would have said. */
    SHADOW;

    @Override
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public PolicyException {
    if (label.isEmpty() || reason.isEmpty() || reason.length() > REASON_CHARS_MAX) {
      throw new IllegalArgumentException("an exception needs a label and a reason: " + label);
    }
    if (!until.equals(until.truncatedTo(ChronoUnit.SECONDS))) {
      throw new IllegalArgumentException("an exception ends at a whole second: " + until);
    }
    rules = rules.stream().distinct().sorted().toList();
    if (rules.isEmpty()) {
      throw new IllegalArgumentException("an exception to no rule: " + label);
    }
    rules.forEach(rule -> Ids.ruleId("exception " + label, rule));
  }

  /** Whether it is in force at {@code time}. */
  public boolean isInForce(Instant time) {
    return time.isBefore(until);
  }
}
