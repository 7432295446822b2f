package io.tappass.policy.call;

import io.tappass.policy.value.WireName;
import java.util.Locale;

/** What kind of thing a call does. */
public enum ToolKind implements WireName {
  /** Any named tool, MCP included. */
  TOOL,
  /** Runs a command line. */
  SHELL,
  /** Reads or writes files. */
  FILE,
  /** Sends an HTTP request. */
  HTTP,
  /** Asks a model. */
  MODEL;

  @Override
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
