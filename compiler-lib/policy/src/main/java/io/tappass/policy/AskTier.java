package io.tappass.policy;

import io.tappass.policy.value.WireName;
import java.util.Locale;

/** Who has to say yes; in the order of strictness, the strictest last. */
public enum AskTier implements WireName {
  /** The person in front of the harness, by its own prompt. */
  USER,
  /** An approver of the organisation. */
  ELEVATED,
  /** Two approvers. */
  TWO_PERSON;

  @Override
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
