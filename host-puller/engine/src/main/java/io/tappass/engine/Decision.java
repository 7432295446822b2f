package io.tappass.engine;

import io.tappass.engine.PipelineSteps.Objection;
import io.tappass.policy.AskTier;
import io.tappass.policy.PolicyDecision;
import io.tappass.policy.ReasonCode;
import io.tappass.policy.Verdict;
import io.tappass.policy.call.Call;
import java.util.List;
import java.util.Optional;

/**
 * What was decided, before it is durable.
 *
 * @param step that decided
 * @param tool catalogue id, or what the caller wrote where there is none
 * @param argsDigest of the tool and the meaning of its arguments; empty where no call was made
 */
record Decision(
    Verdict verdict,
    Optional<AskTier> tier,
    String step,
    List<ReasonCode> reasons,
    List<String> rules,
    List<String> messages,
    List<String> exceptions,
    List<String> shadows,
    String tool,
    String kind,
    String argsDigest,
    boolean isDestructive) {

  /** A denial for which no call had to be understood. */
  static Decision deny(String step, ReasonCode reason, String message, String tool) {
    return new Decision(
        Verdict.DENY,
        Optional.empty(),
        step,
        List.of(reason),
        List.of(),
        List.of(message),
        List.of(),
        List.of(),
        tool,
        "tool",
        "",
        false);
  }

  /** What the levels say. */
  static Decision of(PolicyDecision levels, Call call, String argsDigest) {
    return new Decision(
        levels.verdict(),
        levels.tier(),
        "levels",
        levels.reasons(),
        levels.rules(),
        levels.messages(),
        levels.exceptionsUsed(),
        levels.shadowHits(),
        call.tool(),
        call.kind().wireName(),
        argsDigest,
        LoopGuardStep.isDestructive(call));
  }

  /** A denial by a step, of a call that the levels did not deny. */
  static Decision objected(
      Objection objection, PolicyDecision levels, Call call, String argsDigest) {
    return new Decision(
        Verdict.DENY,
        Optional.empty(),
        objection.step(),
        List.of(objection.reason()),
        levels.rules(),
        List.of(objection.message()),
        levels.exceptionsUsed(),
        levels.shadowHits(),
        call.tool(),
        call.kind().wireName(),
        argsDigest,
        LoopGuardStep.isDestructive(call));
  }
}
