package io.tappass.policy.call;

import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.json.JsonValue.JsonString;
import io.tappass.policy.value.FilePath;
import io.tappass.policy.value.HostName;
import io.tappass.policy.value.HostPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Reads out of valid arguments what they mean for the call. The rules are those of {@code
 * docs/spec/call.md}, "Roles" and "Hosts".
 */
final class ArgumentRoles {
  private static final Pattern SCHEME = Pattern.compile("(?s)[A-Za-z][A-Za-z0-9+.-]*:/.*");
  private static final Pattern HTTP = Pattern.compile("(?i)https?://.*");
  private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");

  private final CallContext context;
  private final SortedSet<String> paths = new TreeSet<>();
  private final SortedSet<String> hosts = new TreeSet<>();
  private String command = "";
  private String model = "";
  private String cwd;

  private ArgumentRoles(CallContext context) {
    this.context = context;
    this.cwd = context.cwd();
  }

  /** What the arguments of {@code tool} mean, read in the context of the call. */
  static ArgumentRoles read(CatalogueTool tool, JsonObject args, CallContext context)
      throws RefusedArgument {
    var meaning = new ArgumentRoles(context);
    // The directory first: relative paths start from it.
    for (var entry : tool.roles().entrySet()) {
      if (entry.getValue() == ArgumentRole.CWD) {
        meaning.readAll(entry, args);
      }
    }
    for (var entry : tool.roles().entrySet()) {
      if (entry.getValue() != ArgumentRole.CWD) {
        meaning.readAll(entry, args);
      }
    }
    if (tool.kind() == ToolKind.FILE && meaning.paths.isEmpty()) {
      // Tools that search without a path search where they stand.
      meaning.paths.add(meaning.cwd);
    }
    return meaning;
  }

  List<String> paths() {
    return List.copyOf(paths);
  }

  List<String> hosts() {
    return List.copyOf(hosts);
  }

  String command() {
    return command;
  }

  String model() {
    return model;
  }

  String cwd() {
    return cwd;
  }

  private void readAll(Map.Entry<String, ArgumentRole> role, JsonObject args)
      throws RefusedArgument {
    Optional<JsonValue> value = args.find(role.getKey());
    if (value.isEmpty()) {
      return;
    }
    String name = "args." + role.getKey();
    for (String text : texts(value.get())) {
      switch (role.getValue()) {
        case PATH -> paths.add(path(name, text));
        case CWD -> cwd = path(name, text);
        case HOST -> hosts.add(hostAndPort(name, text));
        case URL -> hosts.add(urlHost(name, text));
        case COMMAND -> command = plain(name, text);
        case MODEL -> model = plain(name, text);
      }
    }
  }

  private static List<String> texts(JsonValue value) throws RefusedArgument {
    List<String> texts = new ArrayList<>();
    List<JsonValue> items = value instanceof JsonArray array ? array.items() : List.of(value);
    for (JsonValue item : items) {
      if (!(item instanceof JsonString string)) {
        throw RefusedArgument.invalid("an argument with a role is no string");
      }
      texts.add(string.value());
    }
    return texts;
  }

  private static String plain(String name, String text) throws RefusedArgument {
    if (text.isEmpty() || text.indexOf('\0') >= 0) {
      throw RefusedArgument.invalid(name + " is empty or holds NUL");
    }
    return text;
  }

  private String path(String name, String text) throws RefusedArgument {
    if (text.isEmpty() || text.length() > FilePath.CHARS_MAX || hasControl(text)) {
      throw RefusedArgument.invalid(
          name + " is empty, too long for a path, or holds a control character");
    }
    if (text.startsWith("~")) {
      throw RefusedArgument.ambiguous(
          name + " starts with ~, a home directory to some and a file name to others");
    }
    if (SCHEME.matcher(text).matches()) {
      throw RefusedArgument.ambiguous(name + " looks like a URL and like a path");
    }
    String written = FilePath.absolute(cwd, text);
    String linksFirst = context.resolveLinks().apply(written);
    String dotsFirst = context.resolveLinks().apply(FilePath.normalise(written));
    if (!FilePath.isNormal(linksFirst) || !linksFirst.equals(dotsFirst)) {
      throw RefusedArgument.ambiguous(
          name + " means another file when .. is resolved after links than before");
    }
    return linksFirst;
  }

  private static boolean hasControl(String text) {
    return text.chars().anyMatch(c -> c < 0x20 || c == 0x7f);
  }

  private static String hostAndPort(String name, String text) throws RefusedArgument {
    int colon = text.indexOf(':');
    if (colon >= 0) {
      port(name, text.substring(colon + 1));
    }
    return host(name, colon < 0 ? text : text.substring(0, colon));
  }

  private static String urlHost(String name, String text) throws RefusedArgument {
    boolean isOdd = text.chars().anyMatch(c -> c <= 0x20 || c == 0x7f || c == '\\');
    if (isOdd || text.chars().anyMatch(c -> Character.isWhitespace(c))) {
      throw RefusedArgument.ambiguous(
          name + " holds white space, a control character or a backslash");
    }
    if (!HTTP.matcher(text).matches()) {
      throw RefusedArgument.invalid(name + " is no http or https URL");
    }
    String rest = text.substring(text.indexOf("://") + 3);
    String authority = rest.split("[/?#]", 2)[0];
    if (authority.indexOf('@') >= 0 || authority.indexOf('%') >= 0) {
      throw RefusedArgument.ambiguous(name + " has user information or % before its path");
    }
    if (authority.startsWith("[")) {
      throw RefusedArgument.invalid(name + " has an IPv6 literal, which is not supported");
    }
    if (authority.endsWith(":")) {
      throw RefusedArgument.ambiguous(name + " has an empty port");
    }
    return hostAndPort(name, authority);
  }

  private static void port(String name, String digits) throws RefusedArgument {
    if (!PORT.matcher(digits).matches() || Integer.parseInt(digits) > HostPattern.PORT_MAX) {
      throw RefusedArgument.invalid(name + " has no port between 1 and " + HostPattern.PORT_MAX);
    }
  }

  private static String host(String name, String text) throws RefusedArgument {
    return HostName.normalise(text)
        .orElseThrow(() -> RefusedArgument.invalid(name + " has no host in normal form"));
  }
}
