package io.tappass.engine;

import io.tappass.policy.ReasonCode;
import io.tappass.policy.call.Call;
import java.util.List;
import java.util.Optional;

/** The steps between the levels' decision and the record, in the order in which they run. */
final class PipelineSteps {

  /**
   * One check of a call that the levels did not deny.
   *
   * @param step the name that records give it
   */
  record Objection(String step, ReasonCode reason, String message) {}

  /** One step. */
  interface Step {
    /** The name that records give it. */
    String name();

    /** Why the call must not go ahead, if so. */
    Optional<Objection> check(Call call, InForce inForce, SandboxLedger ledger, StepFacts facts);
  }

  /**
   * What the steps are told beside the call.
   *
   * @param epochNanos of the call, since 1970
   * @param workspace of the sandbox
   * @param home of the agent's user
   * @param callDigest of tool and arguments
   */
  record StepFacts(long epochNanos, String workspace, String home, String callDigest) {}

  /** The visible table. */
  static final List<Step> ORDERED =
      List.of(
          new UnsupportedSteps(),
          new ClosedListsStep(),
          new RateLimitStep(),
          new CountBudgetStep(),
          new LoopGuardStep());

  private PipelineSteps() {}

  /** The first objection, if there is one. */
  static Optional<Objection> firstObjection(
      Call call, InForce inForce, SandboxLedger ledger, StepFacts facts) {
    for (Step step : ORDERED) {
      Optional<Objection> objection = step.check(call, inForce, ledger, facts);
      if (objection.isPresent()) {
        return objection;
      }
    }
    return Optional.empty();
  }

  /** A policy that names a step this engine does not have is not weakened in silence. */
  private static final class UnsupportedSteps implements Step {
    @Override
    public String name() {
      return "pipeline";
    }

    @Override
    public Optional<Objection> check(
        Call call, InForce inForce, SandboxLedger ledger, StepFacts facts) {
      return inForce.policy().pipeline().stream()
          .map(step ->
              new Objection(
                  name(), ReasonCode.STEP_UNSUPPORTED, "this engine has no step " + step.step()))
          .findFirst();
    }
  }
}
