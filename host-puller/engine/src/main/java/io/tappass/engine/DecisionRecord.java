package io.tappass.engine;

import io.tappass.audit.Effect;
import io.tappass.audit.PolicyReference;
import io.tappass.audit.RecordBody;
import io.tappass.audit.RecordBody.CallFacts;
import io.tappass.audit.RecordBody.Decided;
import io.tappass.audit.RecordDraft;
import io.tappass.audit.RecordSubject;
import io.tappass.audit.RecordTime;
import io.tappass.policy.ReasonCode;
import io.tappass.policy.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes decisions as records. What comes from a caller is cut to what a record can hold here, so
 * that nobody escapes the record by a strange name.
 */
final class DecisionRecord {
  /** Characters of a caller's text. */
  static final int BRIEF_CHARS_MAX = 200;

  private static final String DESTRUCTIVE = "destructive";
  private static final String ARGS_DIGEST = "args_digest";

  private DecisionRecord() {}

  /** The record of a decision that {@code inForce}, if there is one, made at {@code time}. */
  static RecordDraft draft(
      RecordSubject subject,
      RecordTime time,
      String callId,
      EngineCall call,
      Decision decision,
      @Nullable InForce inForce) {
    var shown = new TreeMap<String, String>();
    shown.put("target", brief(call.target()));
    if (!decision.argsDigest().isEmpty()) {
      shown.put(ARGS_DIGEST, decision.argsDigest());
    }
    if (decision.isDestructive()) {
      shown.put(DESTRUCTIVE, "true");
    }
    if (!call.label().isEmpty()) {
      shown.put("label", brief(call.label()));
    }
    // Labels are the author's words, so they are values; names of fields are a grammar.
    for (int index = 0; index < decision.shadows().size(); index++) {
      if (shown.size() < RecordBody.SHOWN_MAX) {
        shown.put("shadow." + index, brief(decision.shadows().get(index)));
      }
    }
    var facts =
        new CallFacts(callId, decision.tool(), decision.kind(), Sha256.of(call.bytes()), shown);
    return draft(
        subject,
        time,
        new Decided(
            facts,
            effect(decision.verdict()),
            "before",
            decision.step(),
            decision.reasons().stream().map(ReasonCode::wireName).toList(),
            atMost(decision.rules()),
            atMost(decision.exceptions())),
        inForce);
  }

  /** The least that can be said of a decision whose own record is refused. */
  static RecordDraft leastDraft(
      RecordSubject subject,
      RecordTime time,
      String callId,
      EngineCall call,
      Decision decision,
      @Nullable InForce inForce) {
    var facts =
        new CallFacts(
            callId, "unrecordable", "tool", Sha256.of(call.bytes()), RecordBody.nothingShown());
    return draft(
        subject,
        time,
        Decided.beforeCall(
            facts,
            effect(decision.verdict()),
            decision.step(),
            decision.reasons().stream().map(ReasonCode::wireName).toList(),
            List.of()),
        inForce);
  }

  private static RecordDraft draft(
      RecordSubject subject, RecordTime time, Decided body, @Nullable InForce inForce) {
    return inForce == null
        ? RecordDraft.of(subject, time, body)
        : RecordDraft.of(
            subject, time, new PolicyReference(inForce.digest(), inForce.release()), body);
  }

  /** Whether a stored decision was of a destructive call. */
  static boolean isDestructive(Decided decided) {
    return decided.call().shown().containsKey(DESTRUCTIVE);
  }

  /** The digest of what a stored decision's call meant, or empty. */
  static String argsDigest(Decided decided) {
    return decided.call().shown().getOrDefault(ARGS_DIGEST, "");
  }

  private static Effect effect(Verdict verdict) {
    return switch (verdict) {
      case ALLOW -> Effect.ALLOW;
      case ASK -> Effect.ASK;
      case DENY -> Effect.DENY;
    };
  }

  /** A record holds a bounded list; what does not fit is counted in its last entry. */
  private static List<String> atMost(List<String> entries) {
    List<String> cut = new ArrayList<>();
    for (String entry : entries) {
      if (cut.size() == RecordBody.LIST_MAX - 1 && entries.size() > RecordBody.LIST_MAX) {
        cut.add("and-" + (entries.size() - cut.size()) + "-more");
        return cut;
      }
      cut.add(brief(entry));
    }
    return cut;
  }

  /**
   * A caller's text, cut short, with a replacement character for every half of a pair: a record
   * holds whole characters only.
   */
  static String brief(String text) {
    var out = new StringBuilder();
    int end = Math.min(text.length(), BRIEF_CHARS_MAX);
    for (int index = 0; index < end; index++) {
      char c = text.charAt(index);
      boolean isPair =
          Character.isHighSurrogate(c)
              && index + 1 < end
              && Character.isLowSurrogate(text.charAt(index + 1));
      if (isPair) {
        out.append(c).append(text.charAt(++index));
      } else {
        out.append(Character.isSurrogate(c) ? '\uFFFD' : c);
      }
    }
    return end < text.length() ? out.append("...").toString() : out.toString();
  }
}
