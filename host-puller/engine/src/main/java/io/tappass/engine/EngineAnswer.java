package io.tappass.engine;

import io.tappass.policy.AskTier;
import io.tappass.policy.ReasonCode;
import io.tappass.policy.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * The answer to one call. An allow or ask exists only after its record is durable.
 *
 * @param tier present exactly where the verdict is ask
 * @param reasons empty exactly where the verdict is allow
 * @param rules ids of the rules that decided
 * @param messages for people
 * @param exceptionsUsed labels of exceptions without which a rule would have counted
 * @param shadowHits labels of shadow entries whose rule would have counted
 * @param tool catalogue id, or the spelling where there is none
 * @param policyDigest in force, or empty where there is none
 * @param release in force, or 0
 * @param session minted by the engine
 * @param record where the decision stands in the host log
 */
public record EngineAnswer(
    Verdict verdict,
    Optional<AskTier> tier,
    List<ReasonCode> reasons,
    List<String> rules,
    List<String> messages,
    List<String> exceptionsUsed,
    List<String> shadowHits,
    String tool,
    String policyDigest,
    long release,
    String session,
    Optional<RecordPlace> record) {

  public EngineAnswer {
    reasons = List.copyOf(reasons);
    rules = List.copyOf(rules);
    messages = List.copyOf(messages);
    exceptionsUsed = List.copyOf(exceptionsUsed);
    shadowHits = List.copyOf(shadowHits);
    if (tier.isPresent() != (verdict == Verdict.ASK)) {
      throw new IllegalArgumentException("a tier stands exactly where the verdict is ask");
    }
    if (reasons.isEmpty() != (verdict == Verdict.ALLOW)) {
      throw new IllegalArgumentException("reasons stand exactly where the verdict is not allow");
    }
    // INVARIANT: nothing but a deny is answered without a durable record.
    if (record.isEmpty() && verdict != Verdict.DENY) {
      throw new IllegalArgumentException("only a deny is answered without a record");
    }
  }

  /**
   * Where a record stands.
   *
   * @param log origin of the host log
   * @param index of the record in it
   */
  public record RecordPlace(String log, long index) {}
}
