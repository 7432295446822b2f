package io.tappass.engine;

import io.tappass.engine.PipelineSteps.Objection;
import io.tappass.engine.PipelineSteps.Step;
import io.tappass.engine.PipelineSteps.StepFacts;
import io.tappass.policy.BudgetLimits;
import io.tappass.policy.ReasonCode;
import io.tappass.policy.call.Call;
import java.util.Optional;

/** Calls of the session, in all and of each tool that has a ceiling of its own. */
final class CountBudgetStep implements Step {
  @Override
  public String name() {
    return "count_budget";
  }

  @Override
  public Optional<Objection> check(
      Call call, InForce inForce, SandboxLedger ledger, StepFacts facts) {
    BudgetLimits limits = inForce.policy().budget();
    if (ledger.toolCalls() >= limits.toolCallsPerSession()) {
      return objection("budget.tool_calls_per_session is " + limits.toolCallsPerSession());
    }
    Long perTool = limits.perTool().get(call.tool());
    if (perTool != null && ledger.callsOf(call.tool()) >= perTool) {
      return objection("the budget of " + call.tool() + " is " + perTool);
    }
    return Optional.empty();
  }

  private Optional<Objection> objection(String limit) {
    return Optional.of(
        new Objection(name(), ReasonCode.BUDGET_EXHAUSTED, limit + " and is used up"));
  }
}
