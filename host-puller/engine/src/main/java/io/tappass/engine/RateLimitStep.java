package io.tappass.engine;

import io.tappass.engine.PipelineSteps.Objection;
import io.tappass.engine.PipelineSteps.Step;
import io.tappass.engine.PipelineSteps.StepFacts;
import io.tappass.policy.ReasonCode;
import io.tappass.policy.call.Call;
import java.util.Optional;

/** Calls of the sandbox in any 60 seconds, whichever session they were made in. */
final class RateLimitStep implements Step {
  @Override
  public String name() {
    return "rate_limit";
  }

  @Override
  public Optional<Objection> check(
      Call call, InForce inForce, SandboxLedger ledger, StepFacts facts) {
    long limit = inForce.policy().budget().toolCallsPerMinute();
    return ledger.callsLastMinute(facts.epochNanos()) >= limit
        ? Optional.of(
            new Objection(
                name(),
                ReasonCode.BUDGET_EXHAUSTED,
                "budget.tool_calls_per_minute is " + limit + " and is used up"))
        : Optional.empty();
  }
}
