package io.tappass.audit;

import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonObject;

/**
 * The first place at which the evidence does not hold.
 *
 * @param file in the pack
 * @param line from 1; 0 where the file has no lines or is not there
 * @param offset of the byte in the file, from 0
 */
public record VerificationFailure(
    AuditException.Code code, String file, long line, long offset, String message) {

  /** As JSON for other programs. */
  public JsonObject toJson() {
    return JsonValue.object()
        .put("code", code.name())
        .put("file", file)
        .put("line", line)
        .put("byte", offset)
        .put("message", message)
        .build();
  }

  @Override
  public String toString() {
    return code + " at " + file + ":" + line + " (byte " + offset + "): " + message;
  }
}
