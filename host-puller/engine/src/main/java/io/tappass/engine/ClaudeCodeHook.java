package io.tappass.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tappass.json.JsonException;
import io.tappass.json.JsonException.Reason;
import io.tappass.json.JsonFields;
import io.tappass.json.JsonLimits;
import io.tappass.json.JsonShapeException;
import io.tappass.json.JsonText;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.json.StrictJson;
import io.tappass.policy.ReasonCode;
import io.tappass.policy.Verdict;

/**
 * Speaks with hook clients: Claude Code's PreToolUse JSON in, its permission decision out; and
 * TapPass's own question ({@code docs/spec/host.md}, "The socket") for {@code tappass decide}.
 */
public final class ClaudeCodeHook {
  /** The target whose spellings the program uses. */
  static final String TARGET = "claude-code";

  /** An answer that counts starts so; the client compares it byte by byte. */
  public static final String ANSWER_PREFIX =
      "{\"hookSpecificOutput\":{\"hookEventName\":\"PreToolUse\",\"permissionDecision\":\"";

  /** Arguments nest deeper than our own documents. */
  private static final int DEPTH_MAX = 64;

  private static final int REASON_CHARS_MAX = 2_000;

  private final PolicyEngine engine;

  public ClaudeCodeHook(PolicyEngine engine) {
    this.engine = engine;
  }

  /** The answer to what a client of {@code sandbox} sent; never throws, denies by default. */
  public byte[] answer(String sandbox, byte[] received) {
    try {
      return recorded(sandbox, received);
    } catch (RuntimeException | StackOverflowError e) {
      return denial("internal_error: the engine failed");
    }
  }

  private byte[] recorded(String sandbox, byte[] received) {
    try {
      if (received.length > engine.requestBytesMax()) {
        return permission(
            engine.refuse(
                sandbox,
                received,
                ReasonCode.REQUEST_TOO_LARGE,
                received.length + " bytes where " + engine.requestBytesMax() + " are allowed"));
      }
      JsonValue parsed =
          StrictJson.parse(
              received, JsonLimits.bytes(engine.requestBytesMax()).withDepth(DEPTH_MAX));
      JsonFields fields = JsonFields.of("request", parsed);
      if (fields.has("tappass")) {
        return question(sandbox, fields, received);
      }
      return permission(engine.decide(sandbox, preToolUse(fields, received)));
    } catch (JsonException e) {
      return permission(
          engine.refuse(sandbox, received, reason(e), String.valueOf(e.getMessage())));
    } catch (JsonShapeException e) {
      return permission(
          engine.refuse(
              sandbox, received, ReasonCode.ARGS_INVALID, String.valueOf(e.getMessage())));
    }
  }

  private static ReasonCode reason(JsonException e) {
    Reason reason = e.reason();
    return reason == Reason.TOO_LARGE || reason == Reason.TOO_DEEP
        ? ReasonCode.REQUEST_TOO_LARGE
        : ReasonCode.AMBIGUOUS;
  }

  /** The program adds members from version to version, so unknown ones beside the call are fine. */
  private static EngineCall preToolUse(JsonFields fields, byte[] received)
      throws JsonShapeException {
    String event = fields.string("hook_event_name");
    if (!event.equals("PreToolUse")) {
      throw new JsonShapeException("request.hook_event_name is not PreToolUse");
    }
    return new EngineCall(
        TARGET,
        fields.string("tool_name"),
        arguments(fields, "tool_input"),
        fields.optionalString("cwd").orElse(""),
        fields.optionalString("session_id").orElse(""),
        received);
  }

  private static JsonObject arguments(JsonFields fields, String name) throws JsonShapeException {
    if (fields.any(name) instanceof JsonObject object) {
      return object;
    }
    throw new JsonShapeException("request." + name + " is no object");
  }

  private byte[] question(String sandbox, JsonFields fields, byte[] received)
      throws JsonShapeException {
    if (!fields.string("tappass").equals("decide")) {
      throw new JsonShapeException("request.tappass is not decide");
    }
    var call =
        new EngineCall(
            fields.optionalString("target").orElse("any"),
            fields.string("tool"),
            arguments(fields, "args"),
            fields.optionalString("cwd").orElse(""),
            fields.optionalString("label").orElse(""),
            received);
    fields.end();
    return (JsonText.compact(EngineAnswerJson.write(engine.decide(sandbox, call))) + "\n")
        .getBytes(UTF_8);
  }

  private static byte[] permission(EngineAnswer answer) {
    String decision =
        switch (answer.verdict()) {
          case ALLOW -> "allow";
          case ASK -> "ask";
          case DENY -> "deny";
        };
    return output(decision, reason(answer));
  }

  /** A deny without any engine behind it. */
  static byte[] denial(String reason) {
    return output("deny", "TapPass: " + reason);
  }

  private static byte[] output(String decision, String reason) {
    return (ANSWER_PREFIX
            + decision
            + "\",\"permissionDecisionReason\":"
            + JsonText.compact(JsonValue.of(cut(reason)))
            + "}}\n")
        .getBytes(UTF_8);
  }

  private static String reason(EngineAnswer answer) {
    var text = new StringBuilder("TapPass: ").append(answer.verdict().wireName());
    if (answer.verdict() != Verdict.ALLOW) {
      text.append(" (")
          .append(String.join(", ", answer.reasons().stream().map(ReasonCode::wireName).toList()))
          .append(")");
    }
    if (!answer.messages().isEmpty()) {
      text.append(": ").append(String.join("; ", answer.messages()));
    }
    answer
        .record()
        .ifPresent(place ->
            text.append(" [record ")
                .append(place.index())
                .append(" of ")
                .append(place.log())
                .append("]"));
    return text.toString();
  }

  /** Never splits a surrogate pair. */
  private static String cut(String text) {
    if (text.length() <= REASON_CHARS_MAX) {
      return text;
    }
    int end =
        Character.isHighSurrogate(text.charAt(REASON_CHARS_MAX - 1))
            ? REASON_CHARS_MAX - 1
            : REASON_CHARS_MAX;
    return text.substring(0, end) + "...";
  }
}
