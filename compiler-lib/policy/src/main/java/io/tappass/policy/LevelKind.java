package io.tappass.policy;

import io.tappass.policy.value.WireName;
import java.util.Locale;

/** The level of a module, in the order in which levels are listed. */
public enum LevelKind implements WireName {
  /** The organisation: a ceiling. */
  ORG,
  /** A compliance pack: a ceiling without {@code allow}. */
  PACK,
  /** A project: a ceiling. */
  PROJECT,
  /** The agent: the grant. */
  AGENT;

  @Override
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
