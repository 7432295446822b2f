package io.tappass.policy;

import io.tappass.policy.value.WireName;
import java.util.List;
import java.util.Locale;

/**
 * What one level answered.
 *
 * @param packageName of the level
 * @param allow what its {@code allow} yields
 * @param outcomes of its {@code deny} and {@code ask} rules that did not simply fail to hold
 */
public record LevelTrace(
    LevelKind kind, String packageName, AllowOutcome allow, List<RuleOutcome> outcomes) {

  /** What an {@code allow} yields. */
  public enum AllowOutcome implements WireName {
    /** The level has no rule {@code allow}. */
    UNDECLARED,
    /** Exactly {@code true}. */
    TRUE,
    /** Undefined, or anything but {@code true}. */
    NOT_TRUE,
    /** Failed, or spent its budget. */
    ERROR;

    @Override
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What became of one rule. */
  public enum Outcome implements WireName {
    /** It holds, and counts. */
    HELD,
    /** It holds, and an exception takes it out. */
    EXCEPTED,
    /** It holds, and a shadow entry takes it out. */
    SHADOWED,
    /** It failed, and that counts as a denial. */
    ERROR;

    @Override
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One rule.
   *
   * @param rule id, or empty where the level failed as a whole
   * @param export {@code deny} or {@code ask}
   * @param message its term as text, or the rule's id where it has none, or the error
   */
  public record RuleOutcome(String rule, String export, Outcome outcome, String message) {}

  public LevelTrace {
    outcomes = List.copyOf(outcomes);
  }
}
