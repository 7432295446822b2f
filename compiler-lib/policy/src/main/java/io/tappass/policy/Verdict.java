package io.tappass.policy;

import io.tappass.policy.value.WireName;
import java.util.Locale;

/** The answer to a call. */
public enum Verdict implements WireName {
  /** The call does not happen. */
  DENY,
  /** The call happens if somebody of the tier says so. */
  ASK,
  /** The call happens. */
  ALLOW;

  @Override
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
