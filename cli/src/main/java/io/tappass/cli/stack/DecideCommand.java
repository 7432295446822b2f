package io.tappass.cli.stack;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tappass.cli.ExitCode;
import io.tappass.cli.UsageException;
import io.tappass.json.JsonException;
import io.tappass.json.JsonFields;
import io.tappass.json.JsonLimits;
import io.tappass.json.JsonShapeException;
import io.tappass.json.JsonText;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.json.StrictJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks the policy engine of a running host. */
@Command(
    name = "decide",
    mixinStandardHelpOptions = true,
    description = {
      "Asks the host's policy engine about one call, or one on each line; every answer is recorded.",
      "A call is {\"tool\": NAME, \"args\": {...}} with optional target, cwd and label, or Claude Code's",
      "own PreToolUse JSON. Exit code 1 unless every call is allowed.",
      "Example: tappass decide --sandbox sb-refund --call call.json"
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class DecideCommand implements Callable<Integer> {
  private static final int FILE_BYTES_MAX = 64 << 20;
  private static final JsonLimits CALL_LIMITS = JsonLimits.bytes(1 << 20).withDepth(64);

  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".tappass",
      description = "Data folder of the running stack (default: ${DEFAULT-VALUE}).")
  private Path data;

  @Option(
      names = "--sandbox",
      required = true,
      paramLabel = "ID",
      description = "Whose engine answers.")
  private String sandbox;

  @Option(
      names = "--call",
      required = true,
      paramLabel = "FILE",
      description = "JSON, or JSON lines; - for standard input.")
  private String call;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text or json, a line for each call (default: ${DEFAULT-VALUE}).")
  private Format format;

  @Override
  public Integer call() throws JsonShapeException {
    RunningStack stack = RunningStack.find(data);
    PrintWriter out = spec.commandLine().getOut();
    boolean isAllAllowed = true;
    for (byte[] question : questions()) {
      JsonValue answer = stack.decide(sandbox, question);
      JsonFields fields = JsonFields.of("answer", answer);
      if (fields.has("hookSpecificOutput")) {
        String decision = fields.object("hookSpecificOutput").string("permissionDecision");
        isAllAllowed &= decision.equals("allow");
        out.println(
            format == Format.JSON
                ? JsonText.compact(answer)
                : fields.object("hookSpecificOutput").string("permissionDecisionReason"));
        continue;
      }
      isAllAllowed &= fields.string("decision").equals("allow");
      out.println(format == Format.JSON ? JsonText.compact(answer) : line(fields));
    }
    return isAllAllowed ? ExitCode.OK : ExitCode.NEGATIVE;
  }

  private static String line(JsonFields answer) throws JsonShapeException {
    var text = new StringBuilder(answer.string("decision"));
    if (!answer.string("tier").isEmpty()) {
      text.append(" (tier ").append(answer.string("tier")).append(")");
    }
    text.append("  ").append(answer.string("tool"));
    if (!answer.strings("reasons").isEmpty()) {
      text.append("  ").append(String.join(", ", answer.strings("reasons")));
    }
    if (!answer.strings("messages").isEmpty()) {
      text.append(": ").append(String.join("; ", answer.strings("messages")));
    }
    text.append("  [release ").append(answer.integer("release")).append("]");
    return text.toString();
  }

  /** The whole file as one call if it is one JSON value, else a call on each line. */
  private List<byte[]> questions() {
    byte[] bytes;
    try {
      bytes =
          call.equals("-")
              ? System.in.readNBytes(FILE_BYTES_MAX + 1)
              : Files.readAllBytes(Path.of(call));
    } catch (IOException e) {
      throw new UsageException("cannot read " + call + ": " + e.getMessage(), e);
    }
    if (bytes.length > FILE_BYTES_MAX) {
      throw new UsageException(call + " has more than 64 MiB");
    }
    try {
      return List.of(question(StrictJson.parse(bytes, CALL_LIMITS), bytes));
    } catch (JsonException whole) {
      List<byte[]> questions = new ArrayList<>();
      int number = 0;
      for (String line : new String(bytes, UTF_8).lines().toList()) {
        number++;
        if (line.isBlank()) {
          continue;
        }
        byte[] one = line.getBytes(UTF_8);
        try {
          questions.add(question(StrictJson.parse(one, CALL_LIMITS), one));
        } catch (JsonException e) {
          // The engine judges what is ambiguous; it has to see the very bytes.
          questions.add(one);
        }
      }
      if (number <= 1) {
        return List.of(bytes);
      }
      return questions;
    }
  }

  /** A hook's own JSON goes as it is; our short form gets its marker. */
  private static byte[] question(JsonValue parsed, byte[] bytes) {
    if (parsed instanceof JsonObject object
        && !object.members().containsKey("hook_event_name")
        && !object.members().containsKey("tappass")) {
      var members = new java.util.LinkedHashMap<String, JsonValue>();
      members.put("tappass", JsonValue.of("decide"));
      members.putAll(object.members());
      return JsonText.compact(new JsonObject(Map.copyOf(members))).getBytes(UTF_8);
    }
    return bytes;
  }
}
