package io.tappass.provider.claudecode;

import io.tappass.json.JsonValue;
import io.tappass.policy.CompiledPolicy;
import io.tappass.policy.value.HostPattern;
import io.tappass.policy.value.NamePattern;
import io.tappass.policy.value.PathPattern;
import io.tappass.provider.HostFacts;
import io.tappass.provider.Probe;
import io.tappass.provider.Probe.Expected;
import io.tappass.provider.Probe.Means;
import io.tappass.provider.RenderException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;

/**
 * The attempts that show whether the settings bite: one for each thing that a line of them is there
 * for, so that removing any one line turns a probe red.
 */
final class ClaudeCodeProbes {
  private final CompiledPolicy policy;
  private final HostFacts host;
  private final List<Probe> probes = new ArrayList<>();

  private ClaudeCodeProbes(CompiledPolicy policy, HostFacts host) {
    this.policy = policy;
    this.host = host;
  }

  static List<Probe> of(CompiledPolicy policy, HostFacts host) throws RenderException {
    var probes = new ClaudeCodeProbes(policy, host);
    probes.tools();
    probes.locks();
    probes.files();
    probes.hosts();
    probes.models();
    if (!ClaudeCodeSettings.isWrapped(policy)) {
      probes.sandbox();
    }
    return List.copyOf(probes.probes);
  }

  private void tools() {
    for (String tool : ClaudeCodeSettings.spellings(policy)) {
      expect(toolCall(tool).put("hook", "answers_allow"), "hook-allow-" + tool, Expected.ALLOWED);
      expect(toolCall(tool).put("hook", "answers_ask"), "hook-ask-" + tool, Expected.ASKED);
      expect(toolCall(tool).put("hook", "answers_deny"), "hook-deny-" + tool, Expected.DENIED);
      expect(toolCall(tool).put("hook", "fails"), "hook-fails-" + tool, Expected.DENIED);
      expect(
          toolCall(tool).put("hook", "answers_deny").put("user_allows", tool),
          "user-rule-" + tool,
          Expected.DENIED);
    }
    NavigableSet<String> spelled = ClaudeCodeSettings.spellings(policy);
    for (String tool : ClaudeCodeSettings.BUILT_IN_TOOLS) {
      if (!spelled.contains(tool)) {
        // Even a hook that says allow does not bring back a tool that nobody approved.
        expect(toolCall(tool).put("hook", "answers_allow"), "unapproved-" + tool, Expected.DENIED);
      }
    }
    if (spelled.stream().noneMatch(name -> name.startsWith("mcp__"))) {
      expect(
          toolCall("mcp__unapproved__tool").put("hook", "answers_allow"),
          "unapproved-mcp",
          Expected.DENIED);
    }
    expect(
        JsonValue.object()
            .put("attempt", "hook_call")
            .put("command", host.hookClient())
            .put("socket", host.hookSocket()),
        "hook-is-ours",
        Expected.ALLOWED);
  }

  private void locks() throws RenderException {
    expect(start("bypass_permissions"), "bypass-mode", Expected.DENIED);
    expect(start("auto_mode"), "auto-mode", Expected.DENIED);
    expect(start("sideload"), "sideload-flag", Expected.DENIED);
    expect(start("older_version"), "older-version", Expected.DENIED);
    expect(JsonValue.object().put("attempt", "user_rule"), "user-allow-rule", Expected.DENIED);
    expect(JsonValue.object().put("attempt", "user_hook"), "user-hook", Expected.DENIED);
    expect(
        JsonValue.object().put("attempt", "mcp_server").put("name", "unapproved"),
        "unapproved-server",
        Expected.DENIED);
    for (String spelling : ClaudeCodeSettings.spellings(policy)) {
      if (spelling.startsWith("mcp__")) {
        String name = RuleText.server(spelling);
        expect(
            JsonValue.object().put("attempt", "mcp_server").put("name", name).put("of", spelling),
            "approved-server-" + spelling,
            Expected.ALLOWED);
      }
    }
    expect(JsonValue.object().put("attempt", "unattended"), "unattended", Expected.ASKED);
  }

  private void files() {
    NavigableSet<String> spelled = ClaudeCodeSettings.spellings(policy);
    for (String tool : ClaudeCodeSettings.READING_TOOLS) {
      for (PathPattern path : policy.filesystem().read().deny()) {
        if (spelled.contains(tool)) {
          expect(fileCall(tool, path), tool + "-" + path.text(), Expected.DENIED);
        }
      }
    }
    for (String tool : ClaudeCodeSettings.EDITING_TOOLS) {
      for (PathPattern path : policy.filesystem().write().deny()) {
        if (spelled.contains(tool)) {
          expect(fileCall(tool, path), tool + "-" + path.text(), Expected.DENIED);
        }
      }
    }
  }

  private void hosts() {
    for (HostPattern pattern : policy.network().deny()) {
      if (ClaudeCodeSettings.spellings(policy).contains("WebFetch")) {
        expect(
            toolCall("WebFetch").put("host", example(pattern)).put("hook", "answers_allow"),
            "fetch-" + pattern.text(),
            Expected.DENIED);
      }
    }
  }

  private void models() {
    expect(
        JsonValue.object().put("attempt", "model").put("model", "no-such-model"),
        "unlisted-model",
        Expected.DENIED);
    for (NamePattern pattern : ClaudeCodeSettings.models(policy)) {
      expect(
          JsonValue.object().put("attempt", "model").put("model", pattern.text()),
          "model-" + pattern.text(),
          Expected.ALLOWED);
    }
  }

  private void sandbox() {
    for (String name : List.of("sandbox_missing", "unsandboxed")) {
      expect(JsonValue.object().put("attempt", name), name, Expected.DENIED);
    }
    expect(JsonValue.object().put("attempt", "shell_without_prompt"), "auto-allow", Expected.ASKED);
    expect(shell("user_read_path"), "user-read-path", Expected.DENIED);
    expect(shell("user_domain"), "user-domain", Expected.DENIED);
    expect(shell("unix_socket"), "unix-socket", Expected.DENIED);
    expect(shell("local_binding"), "local-binding", Expected.DENIED);
    expect(shell("connect").put("host", "unlisted.invalid"), "unlisted-host", Expected.DENIED);
    for (HostPattern pattern : policy.network().allow()) {
      if (pattern.port().isEmpty()
          && policy.network().deny().stream()
              .noneMatch(denied -> overlaps(denied, example(pattern)))) {
        expect(
            shell("connect").put("host", example(pattern)),
            "connect-" + pattern.text(),
            Expected.ALLOWED);
      }
    }
    for (HostPattern pattern : policy.network().deny()) {
      expect(
          shell("connect").put("host", example(pattern)).put("user_allows", true),
          "denied-host-" + pattern.text(),
          Expected.DENIED);
    }
    expect(shell("write").put("path", "/etc/passwd"), "write-etc", Expected.DENIED);
    for (PathPattern path : ClaudeCodeSettings.trees(policy.filesystem().write().allow())) {
      if (policy.filesystem().write().deny().stream()
          .noneMatch(denied -> denied.matches(below(path), host.home(), host.workspace()))) {
        expect(shell("write").put("path", below(path)), "write-" + path.text(), Expected.ALLOWED);
      }
    }
    for (PathPattern path : policy.filesystem().write().deny()) {
      expect(
          shell("write").put("path", below(path)).put("user_allows", true),
          "deny-write-" + path.text(),
          Expected.DENIED);
    }
    for (PathPattern path : policy.filesystem().read().deny()) {
      expect(shell("read").put("path", below(path)), "deny-read-" + path.text(), Expected.DENIED);
    }
  }

  private void expect(JsonValue.ObjectBuilder attempt, String id, Expected expected) {
    probes.add(new Probe(id, Means.MODELLED, attempt.build(), expected));
  }

  private static JsonValue.ObjectBuilder toolCall(String tool) {
    return JsonValue.object().put("attempt", "tool_call").put("tool", tool);
  }

  private JsonValue.ObjectBuilder fileCall(String tool, PathPattern path) {
    return toolCall(tool).put("path", below(path)).put("hook", "answers_allow");
  }

  private static JsonValue.ObjectBuilder start(String way) {
    return JsonValue.object().put("attempt", "start").put("way", way);
  }

  private static JsonValue.ObjectBuilder shell(String act) {
    return JsonValue.object().put("attempt", "shell").put("act", act);
  }

  private String below(PathPattern path) {
    String resolved = path.resolve(host.home(), host.workspace());
    return path.isTree() ? (resolved.equals("/") ? "" : resolved) + "/probe/file" : resolved;
  }

  private static boolean overlaps(HostPattern denied, String host) {
    return denied.isSuffix() ? host.endsWith("." + denied.host()) : host.equals(denied.host());
  }

  private static String example(HostPattern pattern) {
    return pattern.isSuffix() ? "probe." + pattern.host() : pattern.host();
  }
}
