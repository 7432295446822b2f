package io.tappass.policy.call;

import io.tappass.json.JsonValue.JsonObject;
import java.util.List;

/**
 * What a decision is about. Every field is total: always there, empty rather than missing. Made by
 * the catalogue only, from a known spelling and valid arguments. See {@code docs/spec/call.md}.
 *
 * @param tool the catalogue id
 * @param server of the tool, or empty
 * @param target whose spelling was translated, as {@code claude-code}
 * @param spelling the name that was translated
 * @param schemaDigest of the arguments' schema
 * @param args valid by the tool's schema; paths and hosts in them stay as the caller wrote them
 * @param capabilities of the tool, sorted
 * @param paths absolute and resolved, sorted
 * @param hosts in normal form, sorted
 * @param command the command line of a shell call, or empty
 * @param cwd absolute directory the call works in
 * @param model that a model call asks, or empty
 */
public record Call(
    ToolKind kind,
    String tool,
    String server,
    String target,
    String spelling,
    String schemaDigest,
    JsonObject args,
    List<String> capabilities,
    List<String> paths,
    List<String> hosts,
    String command,
    String cwd,
    String model)
    implements Translation {

  public Call {
    capabilities = List.copyOf(capabilities);
    paths = List.copyOf(paths);
    hosts = List.copyOf(hosts);
  }
}
