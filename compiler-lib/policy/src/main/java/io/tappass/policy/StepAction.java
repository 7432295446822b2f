package io.tappass.policy;

import io.tappass.policy.value.WireName;
import java.util.Locale;

/** What a pipeline step does with what it finds; the strictest first. */
public enum StepAction implements WireName {
  /** Denies the call. */
  BLOCK,
  /** Lets it go on without what was found. */
  REDACT,
  /** Lets it go on and tells somebody. */
  NOTIFY,
  /** Lets it go on and records it. */
  LOG;

  @Override
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
