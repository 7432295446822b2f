package io.tappass.provider.claudecode;

import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonBoolean;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.json.JsonValue.JsonString;
import io.tappass.provider.Probe.Expected;
import io.tappass.provider.TargetVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What Claude Code does with managed settings, written from its documentation: rules in the order
 * deny, ask, allow with the first match winning; a hook's answer cannot widen a deny rule; unknown
 * or malformed members are ignored. Assumes the worst of users: they want every call to run.
 */
final class ClaudeCodeModel {
  private final JsonObject settings;
  private final TargetVersion version;

  ClaudeCodeModel(JsonObject settings, TargetVersion version) {
    this.settings = settings;
    this.version = version;
  }

  /** What comes of an attempt of {@link ClaudeCodeProbes}; an unknown one counts as allowed. */
  Expected attempt(JsonObject attempt) {
    return switch (text(attempt, "attempt")) {
      case "tool_call" -> toolCall(attempt);
      case "hook_call" -> hookIs(text(attempt, "command"), text(attempt, "socket"));
      case "start" -> start(text(attempt, "way"));
      case "user_rule" -> denied(isTrue(settings, "allowManagedPermissionRulesOnly"));
      case "user_hook" -> denied(isTrue(settings, "allowManagedHooksOnly"));
      case "mcp_server" -> server(text(attempt, "name"));
      case "model" -> model(text(attempt, "model"));
      case "unattended" ->
          text(section("permissions"), "defaultMode").equals("default")
              ? Expected.ASKED
              : Expected.ALLOWED;
      case "sandbox_missing" ->
          denied(sandboxed() && isTrue(section("sandbox"), "failIfUnavailable"));
      case "unsandboxed" ->
          denied(sandboxed() && isFalse(section("sandbox"), "allowUnsandboxedCommands"));
      case "shell_without_prompt" ->
          isFalse(section("sandbox"), "autoAllowBashIfSandboxed")
              ? Expected.ASKED
              : Expected.ALLOWED;
      case "shell" -> sandboxed() ? shell(attempt) : Expected.ALLOWED;
      default -> Expected.ALLOWED;
    };
  }

  private Expected toolCall(JsonObject attempt) {
    String tool = text(attempt, "tool");
    for (String rule : strings(section("permissions"), "deny")) {
      if (ruleMatches(rule, tool, attempt)) {
        return Expected.DENIED;
      }
    }
    boolean userAllows =
        !text(attempt, "user_allows").isEmpty()
            && !isTrue(settings, "allowManagedPermissionRulesOnly");
    Optional<JsonObject> hook = hookFor(tool);
    if (hook.isEmpty()) {
      return Expected.ALLOWED;
    }
    Expected answer =
        switch (text(attempt, "hook")) {
          case "answers_allow" -> Expected.ALLOWED;
          case "answers_ask" -> Expected.ASKED;
          case "answers_deny" -> Expected.DENIED;
          default -> blocksOnFailure(hook.get()) ? Expected.DENIED : Expected.ALLOWED;
        };
    if (answer != Expected.DENIED) {
      for (String rule : strings(section("permissions"), "ask")) {
        if (ruleMatches(rule, tool, attempt)) {
          return Expected.ASKED;
        }
      }
    }
    // A user's own hook that says allow does not win over a deny, but a user's rule is merged.
    return answer == Expected.ASKED && userAllows ? Expected.ALLOWED : answer;
  }

  private boolean blocksOnFailure(JsonObject hook) {
    return text(hook, "onFailure").equals("block")
        && version.compareTo(TargetVersion.parse("2.1.295")) >= 0
        // Past 600 s the program gives up by itself; a hook without a time-out is a hang.
        && hook.find("timeout").isPresent();
  }

  /** The first hook before tool use whose matcher takes the tool. */
  private Optional<JsonObject> hookFor(String tool) {
    if (isTrue(settings, "disableAllHooks")) {
      return Optional.empty();
    }
    for (JsonObject group : objects(section("hooks"), "PreToolUse")) {
      String matcher = text(group, "matcher");
      if (matcher.isEmpty()
          || matcher.equals("*")
          || List.of(matcher.split("\\|")).contains(tool)) {
        for (JsonObject hook : objects(group, "hooks")) {
          if (text(hook, "type").equals("command") && !text(hook, "command").isEmpty()) {
            return Optional.of(hook);
          }
        }
      }
    }
    return Optional.empty();
  }

  private Expected hookIs(String command, String socket) {
    return hookFor("Bash")
            .filter(hook -> text(hook, "command").equals(command))
            .filter(hook -> strings(hook, "args").equals(List.of(socket)))
            .isPresent()
        ? Expected.ALLOWED
        : Expected.DENIED;
  }

  private Expected start(String way) {
    JsonObject permissions = section("permissions");
    return switch (way) {
      case "bypass_permissions" ->
          denied(text(permissions, "disableBypassPermissionsMode").equals("disable"));
      case "auto_mode" -> denied(text(permissions, "disableAutoMode").equals("disable"));
      case "sideload" -> denied(isTrue(settings, "disableSideloadFlags"));
      case "older_version" ->
          denied(text(settings, "requiredMinimumVersion").matches("[0-9]+\\.[0-9]+\\.[0-9]+"));
      default -> Expected.ALLOWED;
    };
  }

  private Expected server(String name) {
    if (!isTrue(settings, "allowManagedMcpServersOnly")
        || settings.find("allowedMcpServers").isEmpty()) {
      return Expected.ALLOWED;
    }
    boolean isListed =
        objects(settings, "allowedMcpServers").stream()
            .anyMatch(server -> text(server, "serverName").equals(name));
    return isListed ? Expected.ALLOWED : Expected.DENIED;
  }

  private Expected model(String name) {
    if (!isTrue(settings, "enforceAvailableModels") || settings.find("availableModels").isEmpty()) {
      return Expected.ALLOWED;
    }
    return strings(settings, "availableModels").contains(name) ? Expected.ALLOWED : Expected.DENIED;
  }

  private boolean sandboxed() {
    return isTrue(section("sandbox"), "enabled");
  }

  private Expected shell(JsonObject attempt) {
    JsonObject network = object(section("sandbox"), "network");
    JsonObject files = object(section("sandbox"), "filesystem");
    String path = text(attempt, "path");
    return switch (text(attempt, "act")) {
      case "user_read_path" -> denied(isTrue(files, "allowManagedReadPathsOnly"));
      case "user_domain" -> denied(isTrue(network, "allowManagedDomainsOnly"));
      case "unix_socket" -> denied(isFalse(network, "allowAllUnixSockets"));
      case "local_binding" -> denied(isFalse(network, "allowLocalBinding"));
      case "connect" -> connect(network, text(attempt, "host"), isTrue(attempt, "user_allows"));
      case "write" ->
          denied(
              isBelowAny(strings(files, "denyWrite"), path)
                  || !(isTrue(attempt, "user_allows")
                      || isBelowAny(strings(files, "allowWrite"), path)));
      case "read" -> denied(isBelowAny(strings(files, "denyRead"), path));
      default -> Expected.ALLOWED;
    };
  }

  private static Expected connect(JsonObject network, String host, boolean userAllows) {
    if (strings(network, "deniedDomains").stream().anyMatch(entry -> hostMatches(entry, host))) {
      return Expected.DENIED;
    }
    boolean isListed =
        userAllows
            || strings(network, "allowedDomains").stream()
                .anyMatch(entry -> hostMatches(entry, host));
    return isListed || !isTrue(network, "strictAllowlist") ? Expected.ALLOWED : Expected.DENIED;
  }

  /** {@code Tool}, {@code mcp__server__*}, {@code *}, or {@code Tool(specifier)}. */
  private static boolean ruleMatches(String rule, String tool, JsonObject attempt) {
    int open = rule.indexOf('(');
    if (open < 0) {
      return rule.endsWith("*")
          ? tool.startsWith(rule.substring(0, rule.length() - 1))
          : rule.equals(tool);
    }
    // A path rule for reading or editing speaks of the whole family; for MCP tools there are none.
    boolean isMeant =
        switch (rule.substring(0, open)) {
          case "Read" -> List.of("Read", "Glob", "Grep").contains(tool);
          case "Edit" -> List.of("Edit", "Write", "NotebookEdit", "MultiEdit").contains(tool);
          case "WebFetch" -> tool.equals("WebFetch");
          default -> false;
        };
    if (!isMeant || !rule.endsWith(")")) {
      return false;
    }
    String specifier = rule.substring(open + 1, rule.length() - 1);
    if (specifier.startsWith("domain:")) {
      return hostMatches(specifier.substring("domain:".length()), text(attempt, "host"));
    }
    String path = text(attempt, "path");
    // Only a double slash is the root of the file system in a rule.
    if (path.isEmpty() || !specifier.startsWith("//")) {
      return false;
    }
    String pattern = specifier.substring(1);
    return pattern.endsWith("/**")
        ? path.startsWith(pattern.substring(0, pattern.length() - 2))
        : path.equals(pattern) || path.startsWith(pattern + "/");
  }

  private static boolean hostMatches(String entry, String host) {
    return entry.startsWith("*.") ? host.endsWith(entry.substring(1)) : host.equals(entry);
  }

  private static boolean isBelowAny(List<String> directories, String path) {
    return directories.stream()
        .anyMatch(directory ->
            path.equals(directory)
                || path.startsWith(directory.equals("/") ? "/" : directory + "/"));
  }

  private static Expected denied(boolean isDenied) {
    return isDenied ? Expected.DENIED : Expected.ALLOWED;
  }

  private JsonObject section(String name) {
    return object(settings, name);
  }

  private static JsonObject object(JsonObject from, String name) {
    return from.find(name).orElse(JsonValue.NULL) instanceof JsonObject object
        ? object
        : JsonValue.object().build();
  }

  private static String text(JsonObject from, String name) {
    return from.find(name).orElse(JsonValue.NULL) instanceof JsonString string
        ? string.value()
        : "";
  }

  private static boolean isTrue(JsonObject from, String name) {
    return from.find(name).orElse(JsonValue.NULL) instanceof JsonBoolean bool && bool.value();
  }

  private static boolean isFalse(JsonObject from, String name) {
    return from.find(name).orElse(JsonValue.NULL) instanceof JsonBoolean bool && !bool.value();
  }

  private static List<JsonObject> objects(JsonObject from, String name) {
    List<JsonObject> objects = new ArrayList<>();
    if (from.find(name).orElse(JsonValue.NULL) instanceof JsonArray array) {
      for (JsonValue item : array.items()) {
        if (item instanceof JsonObject object) {
          objects.add(object);
        }
      }
    }
    return objects;
  }

  private static List<String> strings(JsonObject from, String name) {
    List<String> strings = new ArrayList<>();
    if (from.find(name).orElse(JsonValue.NULL) instanceof JsonArray array) {
      for (JsonValue item : array.items()) {
        if (item instanceof JsonString string) {
          strings.add(string.value());
        }
      }
    }
    return strings;
  }
}
