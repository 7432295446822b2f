package io.tappass.provider.claudecode;

import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.policy.CompiledPolicy;
import io.tappass.policy.Ring;
import io.tappass.policy.call.CatalogueTool;
import io.tappass.policy.value.HostPattern;
import io.tappass.policy.value.ListEntry;
import io.tappass.policy.value.NamePattern;
import io.tappass.policy.value.PathPattern;
import io.tappass.provider.HostFacts;
import io.tappass.provider.RenderException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Renders the managed settings. Two conventions for paths meet here and must not be mixed up:
 * permission rules write an absolute path as {@code //abs}, the sandbox as {@code /abs}.
 */
final class ClaudeCodeSettings {
  /**
   * Seconds after which Claude Code gives up on the hook; the client gives up, and denies, before.
   */
  static final long HOOK_TIMEOUT_SECONDS = 10;

  /** The built-in tools of the program; those that no catalogue entry spells are denied by name. */
  static final List<String> BUILT_IN_TOOLS =
      List.of(
          "Agent",
          "Artifact",
          "Bash",
          "Edit",
          "EnterWorktree",
          "ExitPlanMode",
          "Glob",
          "Grep",
          "KillShell",
          "LSP",
          "Monitor",
          "MultiEdit",
          "NotebookEdit",
          "PowerShell",
          "Read",
          "ShareOnboardingGuide",
          "Skill",
          "Task",
          "TodoWrite",
          "ToolSearch",
          "WebFetch",
          "WebSearch",
          "Workflow",
          "Write");

  /** The tools that a {@code Read(path)} rule speaks of. */
  static final List<String> READING_TOOLS = List.of("Read", "Grep", "Glob");

  /**
   * The tools that an {@code Edit(path)} rule speaks of; their own path rules are never consulted.
   */
  static final List<String> EDITING_TOOLS = List.of("Edit", "Write", "MultiEdit", "NotebookEdit");

  private final CompiledPolicy policy;
  private final HostFacts host;

  ClaudeCodeSettings(CompiledPolicy policy, HostFacts host) {
    this.policy = policy;
    this.host = host;
  }

  JsonObject render() throws RenderException {
    for (String spelling : spellings(policy)) {
      RuleText.requireSpelling(spelling);
    }
    JsonValue.ObjectBuilder settings =
        JsonValue.object()
            .put("requiredMinimumVersion", ClaudeCodeCapabilities.FAIL_CLOSED_FROM.toString())
            .put("allowManagedPermissionRulesOnly", true)
            .put("allowManagedHooksOnly", true)
            .put("allowManagedMcpServersOnly", true)
            .put("allowedMcpServers", servers())
            .put("disableSideloadFlags", true)
            .put("enforceAvailableModels", true)
            .put("availableModels", texts(models(policy)))
            .put("permissions", permissions())
            .put("hooks", hooks());
    // Landlock forbids the mounts that the program's own sandbox is made of, and holds the whole
    // program, not only its shell: docs/decisions/0010.
    return isWrapped(policy) ? settings.build() : settings.put("sandbox", sandbox()).build();
  }

  /** Spellings of the catalogue at this target. */
  static NavigableSet<String> spellings(CompiledPolicy policy) {
    var spellings = new TreeSet<String>();
    for (CatalogueTool tool : policy.catalogue()) {
      spellings.addAll(tool.spellings().getOrDefault(ClaudeCodeProvider.ID, List.of()));
    }
    return spellings;
  }

  /** Whether a kernel ring wraps the whole program, so that its own sandbox cannot start inside. */
  static boolean isWrapped(CompiledPolicy policy) {
    return policy.rings().served().containsKey(Ring.KERNEL);
  }

  private JsonArray servers() throws RenderException {
    // Names are no security control of this target; the broker will be the only server
    // (LIMITATIONS).
    var names = new TreeSet<String>();
    for (String spelling : spellings(policy)) {
      if (spelling.startsWith("mcp__")) {
        names.add(RuleText.server(spelling));
      }
    }
    List<JsonValue> servers = new ArrayList<>();
    names.forEach(name -> servers.add(JsonValue.object().put("serverName", name).build()));
    return new JsonArray(servers);
  }

  private JsonObject permissions() throws RenderException {
    return JsonValue.object()
        .put("deny", JsonValue.ofStrings(denyRules()))
        .put("defaultMode", "default")
        .put("disableBypassPermissionsMode", "disable")
        .put("disableAutoMode", "disable")
        .build();
  }

  private List<String> denyRules() throws RenderException {
    NavigableSet<String> spelled = spellings(policy);
    List<String> rules = new ArrayList<>();
    for (String tool : BUILT_IN_TOOLS) {
      if (!spelled.contains(tool)) {
        rules.add(tool);
      }
    }
    if (spelled.stream().noneMatch(spelling -> spelling.startsWith("mcp__"))) {
      rules.add("mcp__*");
    }
    // One rule per family of tools; where no tool of it is approved, all are denied by name above.
    if (READING_TOOLS.stream().anyMatch(spelled::contains)) {
      for (PathPattern path : policy.filesystem().read().deny()) {
        rules.add("Read(" + rulePath(path) + ")");
      }
    }
    if (EDITING_TOOLS.stream().anyMatch(spelled::contains)) {
      for (PathPattern path : policy.filesystem().write().deny()) {
        rules.add("Edit(" + rulePath(path) + ")");
      }
    }
    if (spelled.contains("WebFetch")) {
      deniedDomains().forEach(domain -> rules.add("WebFetch(domain:" + domain + ")"));
    }
    return rules;
  }

  /** {@code //abs/path}, and {@code /**} for a tree: a rule's leading slash is not the root. */
  private String rulePath(PathPattern path) throws RenderException {
    String resolved = RuleText.requirePath(path.resolve(host.home(), host.workspace()));
    String directory = resolved.equals("/") ? "" : resolved;
    return path.isTree() ? "/" + directory + "/**" : "/" + resolved;
  }

  private JsonObject hooks() {
    JsonObject client =
        JsonValue.object()
            .put("type", "command")
            .put("command", host.hookClient())
            .put("args", JsonValue.ofStrings(List.of(host.hookSocket())))
            .put("timeout", HOOK_TIMEOUT_SECONDS)
            .put("onFailure", "block")
            .build();
    // Without a matcher it is asked before every tool.
    JsonObject everyTool = JsonValue.object().put("hooks", new JsonArray(List.of(client))).build();
    return JsonValue.object().put("PreToolUse", new JsonArray(List.of(everyTool))).build();
  }

  private JsonObject sandbox() throws RenderException {
    return JsonValue.object()
        .put("enabled", true)
        .put("failIfUnavailable", true)
        .put("allowUnsandboxedCommands", false)
        .put("autoAllowBashIfSandboxed", false)
        .put(
            "filesystem",
            JsonValue.object()
                .put("allowWrite", sandboxPaths(trees(policy.filesystem().write().allow())))
                .put("denyWrite", sandboxPaths(policy.filesystem().write().deny()))
                .put("denyRead", sandboxPaths(policy.filesystem().read().deny()))
                .put("allowManagedReadPathsOnly", true)
                .build())
        .put(
            "network",
            JsonValue.object()
                .put("allowedDomains", JsonValue.ofStrings(allowedDomains()))
                .put("deniedDomains", JsonValue.ofStrings(deniedDomains()))
                .put("strictAllowlist", true)
                .put("allowManagedDomainsOnly", true)
                .put("allowAllUnixSockets", false)
                .put("allowLocalBinding", false)
                .build())
        .build();
  }

  /** Plain absolute paths: a directory stands for what is below it, and wildcards are ignored. */
  private JsonArray sandboxPaths(List<PathPattern> paths) throws RenderException {
    List<String> texts = new ArrayList<>();
    for (PathPattern path : paths) {
      texts.add(RuleText.requirePath(path.resolve(host.home(), host.workspace())));
    }
    return JsonValue.ofStrings(texts);
  }

  /** A literal that is a directory would open all of it here, so only trees are granted. */
  static List<PathPattern> trees(List<PathPattern> paths) {
    return paths.stream().filter(PathPattern::isTree).toList();
  }

  /** The target knows no denied models: an allow entry that reaches one is left out. */
  static List<NamePattern> models(CompiledPolicy policy) {
    return policy.models().allow().stream()
        .filter(
            allowed -> policy.models().deny().stream().noneMatch(denied -> meet(allowed, denied)))
        .toList();
  }

  private static boolean meet(NamePattern one, NamePattern other) {
    return one.matches(other.name())
        || other.matches(one.name())
        || one.name().equals(other.name());
  }

  /**
   * The target knows no ports: an allow entry with one would mean more than it says, so it goes.
   */
  private List<String> allowedDomains() {
    return policy.network().allow().stream()
        .filter(pattern -> pattern.port().isEmpty())
        .map(HostPattern::text)
        .toList();
  }

  /** The target knows no ports: a deny entry with one is widened to its whole host. */
  private List<String> deniedDomains() {
    return policy.network().deny().stream()
        .map(pattern -> (pattern.isSuffix() ? "*." : "") + pattern.host())
        .distinct()
        .toList();
  }

  private static JsonArray texts(List<? extends ListEntry> entries) {
    return JsonValue.ofStrings(entries.stream().map(ListEntry::text).toList());
  }
}
