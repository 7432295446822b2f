package io.tappass.policy.call;

import io.tappass.json.CanonicalJson;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.policy.value.Digests;
import io.tappass.policy.value.Ids;
import io.tappass.policy.value.TaggedJson;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One approved tool: what it is called at every target, what its arguments look like, what it can
 * do. See {@code docs/spec/call.md}, "The catalogue".
 *
 * @param id what Rego calls it, as {@code stripe_refund}
 * @param server the MCP server or API behind it, an id, or empty
 * @param name what the server calls it, as {@code refund}; empty exactly where {@code server} is
 * @param spellings target to the names it has there; names are compared exactly
 * @param schema of the arguments, in the subset of {@code docs/spec/call.md}
 * @param roles argument to what it means for the call
 * @param capabilities ids, sorted; a function of the tool, never taken from the caller
 */
public record CatalogueTool(
    String id,
    ToolKind kind,
    String server,
    String name,
    Map<String, List<String>> spellings,
    JsonObject schema,
    Map<String, ArgumentRole> roles,
    List<String> capabilities,
    Effects effects) {

  /** Characters of one spelling. */
  public static final int SPELLING_CHARS_MAX = 128;

  /** Spellings of one tool at one target. */
  public static final int SPELLINGS_MAX = 32;

  /** Capabilities of one tool. */
  public static final int CAPABILITIES_MAX = 64;

  public CatalogueTool {
    Ids.id("tool", id);
    if (!server.isEmpty()) {
      Ids.id("server of " + id, server);
    }
    if (server.isEmpty() != name.isEmpty()) {
      throw new IllegalArgumentException(id + " has a server or a name, but not both");
    }
    if (!name.isEmpty()) {
      checkSpelling(id, name);
    }
    spellings = copySpellings(id, spellings);
    roles = Collections.unmodifiableMap(new TreeMap<>(roles));
    capabilities = capabilities.stream().distinct().sorted().toList();
    if (capabilities.size() > CAPABILITIES_MAX) {
      throw new IllegalArgumentException(
          id + " has more than " + CAPABILITIES_MAX + " capabilities");
    }
    for (String capability : capabilities) {
      Ids.id("capability of " + id, capability);
    }
  }

  /** {@code sha256:} and the digest of the canonical schema: the third part of its identity. */
  public String schemaDigest() {
    return Digests.sha256(CanonicalJson.writeOwn(TaggedJson.tagMembers(schema)));
  }

  private static Map<String, List<String>> copySpellings(
      String id, Map<String, List<String>> spellings) {
    Map<String, List<String>> copy = new TreeMap<>();
    for (var entry : spellings.entrySet()) {
      Ids.name("target of " + id, entry.getKey());
      List<String> names = entry.getValue().stream().distinct().sorted().toList();
      if (names.size() > SPELLINGS_MAX) {
        throw new IllegalArgumentException(id + " has more than " + SPELLINGS_MAX + " spellings");
      }
      names.forEach(name -> checkSpelling(id, name));
      copy.put(entry.getKey(), names);
    }
    return Collections.unmodifiableMap(copy);
  }

  private static void checkSpelling(String id, String spelling) {
    boolean isPlain = spelling.chars().allMatch(c -> c > 0x20 && c < 0x7f);
    if (spelling.isEmpty() || spelling.length() > SPELLING_CHARS_MAX || !isPlain) {
      throw new IllegalArgumentException(
          "a spelling of "
              + id
              + " is not 1 to "
              + SPELLING_CHARS_MAX
              + " printable ASCII characters");
    }
  }
}
