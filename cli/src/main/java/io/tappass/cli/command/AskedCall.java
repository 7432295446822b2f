package io.tappass.cli.command;

import io.tappass.cli.UsageException;
import io.tappass.json.JsonException;
import io.tappass.json.JsonFields;
import io.tappass.json.JsonLimits;
import io.tappass.json.JsonShapeException;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.json.StrictJson;
import io.tappass.policy.call.Catalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A call as a file asks about it: Claude Code's PreToolUse JSON, or the short form of
 * docs/spec/host.md.
 *
 * @param cwd empty for the workspace
 */
record AskedCall(String target, String spelling, JsonObject args, String cwd) {
  private static final int BYTES_MAX = 64 << 20;
  private static final JsonLimits LIMITS = JsonLimits.bytes(1 << 20).withDepth(64);

  /**
   * The calls of a file: one JSON value, or one on each line.
   *
   * @throws UsageException naming the line that is no call
   */
  static List<AskedCall> read(Path file) throws IOException {
    EvalCommand.requireReadable(file);
    if (Files.size(file) > BYTES_MAX) {
      throw new UsageException(file + " has more than " + BYTES_MAX + " bytes");
    }
    String text = Files.readString(file);
    try {
      return List.of(of(StrictJson.parse(text, LIMITS)));
    } catch (JsonShapeException e) {
      throw new UsageException(file + ": " + e.getMessage(), e);
    } catch (JsonException whole) {
      return lines(file, text, whole);
    }
  }

  private static List<AskedCall> lines(Path file, String text, JsonException whole) {
    List<AskedCall> calls = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      try {
        calls.add(of(StrictJson.parse(line, LIMITS)));
      } catch (JsonException e) {
        // One value over several lines fails at its first: what is wrong with the whole says more.
        throw new UsageException(
            calls.isEmpty()
                ? file + " is no JSON: " + whole.getMessage()
                : file + ":" + number + " is no JSON: " + e.getMessage(),
            e);
      } catch (JsonShapeException e) {
        throw new UsageException(file + ":" + number + ": " + e.getMessage(), e);
      }
    }
    if (calls.isEmpty()) {
      throw new UsageException(file + " has no call");
    }
    return calls;
  }

  private static AskedCall of(JsonValue value) throws JsonShapeException {
    JsonFields fields = JsonFields.of("call", value);
    boolean isHook = fields.has("hook_event_name");
    String args = isHook ? "tool_input" : "args";
    if (!(fields.any(args) instanceof JsonObject object)) {
      throw new JsonShapeException("call." + args + " is no object");
    }
    return new AskedCall(
        isHook ? "claude-code" : fields.optionalString("target").orElse(Catalogue.ANY_TARGET),
        fields.string(isHook ? "tool_name" : "tool"),
        object,
        fields.optionalString("cwd").orElse(""));
  }
}
