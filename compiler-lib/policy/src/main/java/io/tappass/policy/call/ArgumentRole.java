package io.tappass.policy.call;

import io.tappass.policy.value.WireName;
import java.util.Locale;

/** What one argument of a tool means for the call, beside its value. */
public enum ArgumentRole implements WireName {
  /** A path, made absolute and resolved; goes to {@code paths}. */
  PATH,
  /** A host; goes to {@code hosts} in its normal form. */
  HOST,
  /** A URL, http or https, whose host goes to {@code hosts}. */
  URL,
  /** A command line; is the call's {@code command}. */
  COMMAND,
  /** The directory the call works in, instead of the session's. */
  CWD,
  /** The name of a model; is the call's {@code model}. */
  MODEL;

  @Override
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
