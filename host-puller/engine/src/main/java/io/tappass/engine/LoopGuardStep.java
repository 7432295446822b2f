package io.tappass.engine;

import io.tappass.engine.PipelineSteps.Objection;
import io.tappass.engine.PipelineSteps.Step;
import io.tappass.engine.PipelineSteps.StepFacts;
import io.tappass.policy.ReasonCode;
import io.tappass.policy.call.Call;
import java.util.Optional;

/**
 * Stops an agent that destroys in a loop: at most three destructive calls in 60 seconds, and none
 * twice in that time.
 */
final class LoopGuardStep implements Step {
  /** The capability that makes a call destructive. */
  static final String DESTRUCTIVE = "destructive";

  /** Destructive calls of a sandbox in 60 seconds. */
  static final int DESTRUCTIVE_MAX = 3;

  static boolean isDestructive(Call call) {
    return call.capabilities().contains(DESTRUCTIVE);
  }

  @Override
  public String name() {
    return "loop_guard";
  }

  @Override
  public Optional<Objection> check(
      Call call, InForce inForce, SandboxLedger ledger, StepFacts facts) {
    if (!isDestructive(call)) {
      return Optional.empty();
    }
    if (ledger.destructiveLastMinute(facts.epochNanos()) >= DESTRUCTIVE_MAX) {
      return objection(DESTRUCTIVE_MAX + " destructive calls within 60 seconds");
    }
    if (ledger.wasDestroyedLastMinute(facts.callDigest(), facts.epochNanos())) {
      return objection("the same destructive call within 60 seconds");
    }
    return Optional.empty();
  }

  private Optional<Objection> objection(String message) {
    return Optional.of(new Objection(name(), ReasonCode.LOOP_GUARD, message));
  }
}
