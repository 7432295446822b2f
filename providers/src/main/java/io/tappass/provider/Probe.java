package io.tappass.provider;

import io.tappass.json.JsonValue.JsonObject;

/**
 * A harmless attempt, and the verdict that it must meet.
 *
 * @param id unique within a rendering
 * @param means how the attempt is made
 * @param attempt what is tried; its members are the provider's own
 * @param expected what must come of it
 */
public record Probe(String id, Means means, JsonObject attempt, Expected expected) {

  /** How an attempt is made; never confused in a receipt. */
  public enum Means {
    /** Through the target's own mechanism: its program, the kernel. */
    PROBED,
    /** Against a model of the target's rules, written independently of the renderer. */
    MODELLED,
    /** By comparing what is on disk with what was rendered. */
    REREAD
  }

  /** What must come of an attempt. */
  public enum Expected {
    ALLOWED,
    ASKED,
    DENIED
  }
}
