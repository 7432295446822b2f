package io.tappass.audit;

import java.util.Optional;

/** How a call was decided. */
public enum Effect {
  ALLOW("allow", 1),
  ASK("ask", 99),
  DENY("deny", 2);

  private final String text;
  private final int actionId;

  Effect(String text, int actionId) {
    this.text = text;
    this.actionId = actionId;
  }

  /** As it stands in a record. */
  public String text() {
    return text;
  }

  /** OCSF's {@code action_id} of the security_control profile. */
  int actionId() {
    return actionId;
  }

  /** The effect of that text, if there is one. */
  public static Optional<Effect> of(String text) {
    for (Effect effect : values()) {
      if (effect.text.equals(text)) {
        return Optional.of(effect);
      }
    }
    return Optional.empty();
  }
}
