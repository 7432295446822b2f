package io.tappass.engine;

import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.policy.ReasonCode;

/** Writes an answer for {@code tappass decide} and {@code explain}. */
public final class EngineAnswerJson {
  private EngineAnswerJson() {}

  /** All that the answer says; members that do not apply are empty, never missing. */
  public static JsonObject write(EngineAnswer answer) {
    return JsonValue.object()
        .put("decision", answer.verdict().wireName())
        .put("tier", answer.tier().map(tier -> tier.wireName()).orElse(""))
        .put(
            "reasons",
            JsonValue.ofStrings(answer.reasons().stream().map(ReasonCode::wireName).toList()))
        .put("messages", JsonValue.ofStrings(answer.messages()))
        .put("rules", JsonValue.ofStrings(answer.rules()))
        .put("exceptions", JsonValue.ofStrings(answer.exceptionsUsed()))
        .put("shadows", JsonValue.ofStrings(answer.shadowHits()))
        .put("tool", answer.tool())
        .put("policy", answer.policyDigest())
        .put("release", answer.release())
        .put("session", answer.session())
        .put(
            "record",
            answer
                .record()
                .<JsonValue>map(place ->
                    JsonValue.object().put("log", place.log()).put("index", place.index()).build())
                .orElse(JsonValue.NULL))
        .build();
  }
}
