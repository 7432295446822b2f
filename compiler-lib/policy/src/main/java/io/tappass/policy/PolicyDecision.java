package io.tappass.policy;

import java.util.List;
import java.util.Optional;

/**
 * What the levels of a policy answer to one call, and why.
 *
 * @param tier present exactly where the verdict is ask
 * @param reasons each once, in the order of {@link ReasonCode}; empty exactly where the verdict is
 *     allow
 * @param rules ids of the rules that decided, sorted
 * @param messages for people, sorted; never decide
 * @param exceptionsUsed labels of the exceptions without which a rule would have counted, sorted
 * @param shadowHits labels of the shadow entries whose rule would have counted, sorted
 * @param trace one entry for every level, in the order of levels
 */
public record PolicyDecision(
    Verdict verdict,
    Optional<AskTier> tier,
    List<ReasonCode> reasons,
    List<String> rules,
    List<String> messages,
    List<String> exceptionsUsed,
    List<String> shadowHits,
    List<LevelTrace> trace) {

  public PolicyDecision {
    reasons = reasons.stream().distinct().sorted().toList();
    rules = rules.stream().distinct().sorted().toList();
    messages = messages.stream().distinct().sorted().toList();
    exceptionsUsed = exceptionsUsed.stream().distinct().sorted().toList();
    shadowHits = shadowHits.stream().distinct().sorted().toList();
    trace = List.copyOf(trace);
    if (tier.isPresent() != (verdict == Verdict.ASK)) {
      throw new IllegalArgumentException("a tier stands exactly where the verdict is ask");
    }
    if (reasons.isEmpty() != (verdict == Verdict.ALLOW)) {
      throw new IllegalArgumentException("reasons stand exactly where the verdict is not allow");
    }
  }

  /** A denial before any rule was looked at. */
  public static PolicyDecision deny(ReasonCode reason, String message) {
    return new PolicyDecision(
        Verdict.DENY,
        Optional.empty(),
        List.of(reason),
        List.of(),
        List.of(message),
        List.of(),
        List.of(),
        List.of());
  }
}
