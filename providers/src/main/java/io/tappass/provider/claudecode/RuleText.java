package io.tappass.provider.claudecode;

import io.tappass.provider.RenderException;
import java.util.regex.Pattern;

/**
 * Texts that go into settings must mean there what they mean in the policy. What the target's
 * grammars could read otherwise is refused, never quoted: nobody has specified how they unquote.
 */
final class RuleText {
  /** A name of the program's own, such as {@code Bash}. */
  private static final Pattern BUILT_IN = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,127}");

  /** {@code mcp__server__tool} with one way only to find the two underscores in the middle. */
  private static final Pattern MCP =
      Pattern.compile(
          "mcp__(?<server>[A-Za-z0-9-]+(_[A-Za-z0-9-]+)*)__[A-Za-z0-9-]+(_[A-Za-z0-9-]+)*");

  /** Letters of any script, digits, and what no rule, glob, shell or comment gives a meaning. */
  private static final Pattern PATH =
      Pattern.compile("(/[\\p{L}\\p{M}\\p{N}._@%+=:~-]+( [\\p{L}\\p{M}\\p{N}._@%+=:~-]+)*)+|/");

  private RuleText() {}

  /** The server of an MCP spelling that was required. */
  static String server(String spelling) throws RenderException {
    var matcher = MCP.matcher(spelling);
    if (!matcher.matches()) {
      throw new RenderException(
          "claude-code: "
              + spelling
              + " can be split into server and tool in two ways, or in none; give both names"
              + " without two underscores in a row and none at their ends");
    }
    return matcher.group("server");
  }

  /** Refuses a spelling that the target would read as something else than a tool's name. */
  static void requireSpelling(String spelling) throws RenderException {
    if (spelling.startsWith("mcp__")) {
      server(spelling);
    } else if (!BUILT_IN.matcher(spelling).matches()) {
      throw new RenderException("claude-code: " + spelling + " is no name of a tool there");
    }
  }

  /** The same path, where a rule or a sandbox entry of this target can hold it as it is. */
  static String requirePath(String path) throws RenderException {
    if (!PATH.matcher(path).matches()) {
      throw new RenderException(
          "claude-code: a rule cannot hold the path "
              + path
              + "; letters, digits, single spaces inside and . _ @ % + = : ~ - are held");
    }
    return path;
  }
}
