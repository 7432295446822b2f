package io.tappass.host.socket;

import io.tappass.json.JsonText;
import io.tappass.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/** The one form of an answer that the hook client passes on; {@code docs/spec/host.md}. */
public final class HookAnswer {

  /** Bytes of a whole answer. */
  public static final int BYTES_MAX = 64 * 1024;

  /** Characters of a reason; what is longer is cut, so that six bytes each stay below the limit. */
  public static final int REASON_CHARS_MAX = 8 * 1024;

  /** The three decisions a harness understands. */
  public enum Decision {
    ALLOW,
    ASK,
    DENY
  }

  // What hookclient.c accepts, byte by byte as ISO 8859-1.
  private static final Pattern FORM =
      Pattern.compile(
          "\\{\"hookSpecificOutput\":\\{\"hookEventName\":\"PreToolUse\",\"permissionDecision\":\""
              + "(allow|ask|deny)\",\"permissionDecisionReason\":\""
              + "([^\\x00-\\x1f\"\\\\]|\\\\([\"\\\\/bfnrt]|u[0-9a-fA-F]{4}))*+\"\\}\\}\\n");

  private HookAnswer() {}

  /** The bytes of an answer. */
  public static byte[] of(Decision decision, String reason) {
    String cut =
        reason.length() > REASON_CHARS_MAX ? reason.substring(0, REASON_CHARS_MAX) : reason;
    // Members in the order of the form; JsonText keeps it and escapes lone surrogates.
    var output =
        JsonValue.object()
            .put("hookEventName", "PreToolUse")
            .put("permissionDecision", decision.name().toLowerCase(Locale.ROOT))
            .put("permissionDecisionReason", cut)
            .build();
    String json = JsonText.compact(JsonValue.object().put("hookSpecificOutput", output).build());
    return (json + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** A deny that names its reason code. */
  public static byte[] deny(String reasonCode, String message) {
    return of(Decision.DENY, reasonCode + ": " + message);
  }

  /**
   * Whether these bytes are the engine's answer to TapPass's own question ({@code tappass decide}):
   * one line of JSON. The hook client never passes it on.
   */
  public static boolean isDecision(byte[] answer) {
    String text = new String(answer, StandardCharsets.ISO_8859_1);
    return answer.length <= BYTES_MAX
        && text.startsWith("{\"decision\":\"")
        && text.indexOf('\n') == answer.length - 1
        && text.endsWith("}\n");
  }

  /** Whether the client would pass these bytes on. */
  public static boolean isWellFormed(byte[] answer) {
    return answer.length <= BYTES_MAX
        && FORM.matcher(new String(answer, StandardCharsets.ISO_8859_1)).matches();
  }
}
