package io.tappass.policy;

import io.tappass.policy.value.WireName;
import java.util.Locale;

/** One of the five enforcement points. */
public enum Ring implements WireName {
  /** The program that runs the agent's loop. */
  HARNESS,
  /** The operating system. */
  KERNEL,
  /** The interpreter that runs the agent's code. */
  INTERPRETER,
  /** The gateway in front of the models. */
  LLM_GATEWAY,
  /** The broker in front of MCP servers. */
  MCP_BROKER;

  @Override
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
