package io.tappass.host;

import io.tappass.host.apply.Activation;
import io.tappass.host.apply.ApplyRefused;
import io.tappass.host.apply.DecisionPoint;
import io.tappass.host.socket.SandboxId;
import io.tappass.host.state.SandboxState;
import java.util.Optional;
import java.util.function.Supplier;

/** The policy engine, as the daemon needs it. */
public interface HostEngine {

  /**
   * Makes a policy ready to decide for a sandbox.
   *
   * @param state of the sandbox, to be asked at every call; cheap
   * @throws ApplyRefused if the policy cannot be loaded: it must not be activated
   */
  DecisionPoint.Ready prepare(
      SandboxId sandbox, Activation activation, Supplier<SandboxState> state) throws ApplyRefused;

  /** The session that a sandbox's calls count in now, if the engine knows the sandbox. */
  Optional<String> session(SandboxId sandbox);

  /**
   * Answers the harness's own bytes; see {@link io.tappass.host.socket.HookHandler}.
   *
   * @throws Exception whatever it is, it becomes a deny
   */
  byte[] answer(SandboxId sandbox, byte[] input) throws Exception;
}
