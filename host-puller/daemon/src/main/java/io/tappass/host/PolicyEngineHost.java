package io.tappass.host;

import io.tappass.engine.ClaudeCodeHook;
import io.tappass.engine.InForce;
import io.tappass.engine.PolicyEngine;
import io.tappass.engine.Standing;
import io.tappass.host.apply.Activation;
import io.tappass.host.apply.ApplyRefused;
import io.tappass.host.apply.ApplyRefused.Kind;
import io.tappass.host.apply.DecisionPoint;
import io.tappass.host.socket.SandboxId;
import io.tappass.host.state.SandboxState;
import io.tappass.policy.PolicyLoadException;
import io.tappass.policy.ReasonCode;
import java.util.Optional;
import java.util.function.Supplier;

/** The policy engine behind the sockets: states become standings, policies are loaded first. */
public final class PolicyEngineHost implements HostEngine {
  private final PolicyEngine engine;
  private final ClaudeCodeHook hook;

  /**
   * @param engine that knows every sandbox of the daemon's configuration
   */
  public PolicyEngineHost(PolicyEngine engine) {
    this.engine = engine;
    this.hook = new ClaudeCodeHook(engine);
  }

  @Override
  public DecisionPoint.Ready prepare(
      SandboxId sandbox, Activation activation, Supplier<SandboxState> state) throws ApplyRefused {
    try {
      InForce inForce = InForce.of(activation.policy(), activation.release());
      return () -> engine.install(sandbox.value(), inForce, now -> standing(state.get()));
    } catch (PolicyLoadException e) {
      throw new ApplyRefused(Kind.POLICY, "policy_unloadable", String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Optional<String> session(SandboxId sandbox) {
    try {
      return Optional.of(engine.session(sandbox.value()));
    } catch (IllegalArgumentException e) {
      // A sandbox the engine was not started for: all its calls are denied anyway.
      return Optional.empty();
    }
  }

  @Override
  public byte[] answer(SandboxId sandbox, byte[] input) {
    return hook.answer(sandbox.value(), input);
  }

  /** What a state lets the engine do; the table of {@code docs/spec/host.md}. */
  static Standing.Admission standing(SandboxState state) {
    return switch (state) {
      case CURRENT, LAST_KNOWN_GOOD, FROZEN, STALE_GRACE -> new Standing.Current();
      case STALE_FLOOR, STALE_DENY -> new Standing.Stale();
      case REVOKED -> refused(ReasonCode.STATE_REVOKED, state);
      case HALTED -> refused(ReasonCode.KILLED, state);
      case ABSENT -> refused(ReasonCode.STATE_ABSENT, state);
      case UNTRUSTED -> refused(ReasonCode.STATE_UNTRUSTED, state);
      case CLOCK_SUSPECT -> refused(ReasonCode.STATE_CLOCK_SUSPECT, state);
      case EXPIRED -> refused(ReasonCode.STATE_EXPIRED, state);
      case QUARANTINED -> refused(ReasonCode.QUARANTINED, state);
    };
  }

  private static Standing.Admission refused(ReasonCode reason, SandboxState state) {
    return new Standing.Refused(reason, "the sandbox is " + state.text());
  }
}
