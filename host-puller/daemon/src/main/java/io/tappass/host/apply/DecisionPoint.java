package io.tappass.host.apply;

import io.tappass.host.socket.SandboxId;

/** The policy engine, as far as bringing a policy into force needs it. */
@FunctionalInterface
public interface DecisionPoint {

  /** A policy that is ready to decide and does not yet. */
  @FunctionalInterface
  interface Ready {
    /** Lets it decide from the next call on; one assignment, it cannot fail. */
    void decide();
  }

  /**
   * Makes a policy ready.
   *
   * @throws ApplyRefused if the engine cannot load it: it must not be activated
   */
  Ready prepare(SandboxId sandbox, Activation activation) throws ApplyRefused;
}
