package io.tappass.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tappass.cli.loop.LocalHost;
import io.tappass.host.apply.SandboxSite;
import io.tappass.json.JsonException;
import io.tappass.json.JsonFields;
import io.tappass.json.JsonLimits;
import io.tappass.json.JsonShapeException;
import io.tappass.json.StrictJson;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Does what Claude Code does before a tool runs: starts the hook client and heeds its answer. */
final class DemoHook {

  /** What the hook client said. */
  record Answer(String decision, String reason, long millis) {}

  private final SandboxSite site;

  DemoHook(LocalHost host, String sandbox) {
    this.site =
        host.sites().stream()
            .filter(candidate -> candidate.sandbox().value().equals(sandbox))
            .findFirst()
            .orElseThrow();
  }

  /**
   * Makes a call.
   *
   * @param call the members {@code tool_name} and {@code tool_input} of the event
   */
  Answer call(String call) throws IOException, InterruptedException {
    String event =
        "{\"session_id\":\"demo\",\"transcript_path\":\"/dev/null\",\"cwd\":\""
            + site.host().workspace()
            + "\",\"permission_mode\":\"default\",\"hook_event_name\":\"PreToolUse\","
            + call
            + ",\"tool_use_id\":\"toolu_1\"}";
    long startedAt = System.nanoTime();
    Process client = new ProcessBuilder(site.host().hookClient(), site.host().hookSocket()).start();
    try (var in = client.getOutputStream()) {
      in.write(event.getBytes(UTF_8));
    }
    String out = new String(client.getInputStream().readAllBytes(), UTF_8);
    String err = new String(client.getErrorStream().readAllBytes(), UTF_8);
    if (!client.waitFor(5, TimeUnit.SECONDS)) {
      client.destroyForcibly();
      return new Answer("deny", "the hook client did not end", 5_000);
    }
    long millis = (System.nanoTime() - startedAt) / 1_000_000;
    if (client.exitValue() != 0) {
      return new Answer("deny", "exit " + client.exitValue() + ": " + err.strip(), millis);
    }
    try {
      JsonFields output =
          JsonFields.of("answer", StrictJson.parse(out, JsonLimits.bytes(1 << 16)))
              .object("hookSpecificOutput");
      return new Answer(
          output.string("permissionDecision"), output.string("permissionDecisionReason"), millis);
    } catch (JsonException | JsonShapeException e) {
      return new Answer("deny", "no answer: " + e.getMessage(), millis);
    }
  }
}
