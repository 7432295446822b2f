package io.tappass.rego.builtin;

import io.tappass.rego.builtin.TemplateNode.Operand;
import io.tappass.rego.value.BooleanValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parses a template; what it does not know is refused by name. */
final class TemplateParser {
  private static final int DEPTH_MAX = 64;
  private static final String NAME = "[A-Za-z_][A-Za-z0-9_]*";
  private static final Pattern OPERAND =
      Pattern.compile("(\\$(?:" + NAME + ")?)?((?:\\." + NAME + ")*)");
  private static final Pattern ASSIGN = Pattern.compile("(\\$" + NAME + ")\\s*:?=\\s*(.+)");
  private static final Pattern RANGE =
      Pattern.compile("(?:(\\$" + NAME + ")\\s*(?:,\\s*(\\$" + NAME + "))?\\s*:=\\s*)?(.+)");

  private final String text;
  private int at;

  TemplateParser(String text) {
    this.text = text;
  }

  /** A list of parts, and the action that ended it: {@code end}, {@code else ...}, or null. */
  private record Block(List<TemplateNode> nodes, @Nullable String ending) {}

  List<TemplateNode> nodes() throws BuiltinException {
    Block block = block(0);
    if (block.ending() != null) {
      throw fail("unexpected {{" + block.ending() + "}}");
    }
    return block.nodes();
  }

  private static BuiltinException fail(String why) {
    return BuiltinException.failed("template: template: " + why);
  }

  private Block block(int depth) throws BuiltinException {
    if (depth > DEPTH_MAX) {
      throw fail("blocks nested deeper than " + DEPTH_MAX);
    }
    List<TemplateNode> nodes = new ArrayList<>();
    while (at < text.length()) {
      int open = text.indexOf("{{", at);
      String literal = text.substring(at, open < 0 ? text.length() : open);
      if (open < 0) {
        at = text.length();
        addText(nodes, literal);
        break;
      }
      boolean trimsBefore = text.startsWith("{{- ", open);
      addText(nodes, trimsBefore ? literal.stripTrailing() : literal);
      at = open;
      String action = action();
      if (action.startsWith("/*")) {
        continue;
      }
      String word = action.split("\\s", 2)[0];
      if (word.equals("end") || word.equals("else")) {
        return new Block(nodes, action);
      }
      nodes.add(node(word, action.substring(word.length()).strip(), action, depth));
    }
    return new Block(nodes, null);
  }

  private static void addText(List<TemplateNode> nodes, String literal) {
    if (!literal.isEmpty()) {
      nodes.add(new TemplateNode.Text(literal));
    }
  }

  /** The inside of the action that starts here, without trim markers; moves behind it. */
  private String action() throws BuiltinException {
    int from = at + 2;
    boolean comment = text.startsWith("/*", from) || text.startsWith("- /*", from);
    int close =
        comment ? text.indexOf("}}", Math.max(text.indexOf("*/", from), from)) : actionEnd(from);
    if (close < 0) {
      throw fail("unclosed action");
    }
    String inside = text.substring(from, close);
    at = close + 2;
    if (inside.startsWith("- ")) {
      inside = inside.substring(2);
    }
    if (inside.endsWith(" -")) {
      inside = inside.substring(0, inside.length() - 2);
      while (at < text.length() && Strings.isSpace(text.charAt(at))) {
        at++;
      }
    }
    return inside.strip();
  }

  /** Where the action closes; braces within quotes do not. */
  private int actionEnd(int from) {
    boolean quoted = false;
    for (int index = from; index < text.length(); index++) {
      char c = text.charAt(index);
      if (quoted && c == '\\') {
        index++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && text.startsWith("}}", index)) {
        return index;
      }
    }
    return -1;
  }

  private TemplateNode node(String word, String rest, String action, int depth)
      throws BuiltinException {
    return switch (word) {
      case "if" -> choice(rest, depth, false);
      case "with" -> choice(rest, depth, true);
      case "range" -> range(rest, depth);
      default -> {
        Matcher assign = ASSIGN.matcher(action);
        yield assign.matches()
            ? new TemplateNode.Assign(assign.group(1), operand(assign.group(2)))
            : new TemplateNode.Print(operand(action));
      }
    };
  }

  private TemplateNode choice(String condition, int depth, boolean with) throws BuiltinException {
    Operand operand = operand(condition);
    Block then = block(depth + 1);
    List<TemplateNode> otherwise = otherwise(then, depth, with);
    return with
        ? new TemplateNode.With(operand, then.nodes(), otherwise)
        : new TemplateNode.If(operand, then.nodes(), otherwise);
  }

  /** What stands behind {@code else}; an {@code else if} is an if of its own, ended together. */
  private List<TemplateNode> otherwise(Block then, int depth, boolean with)
      throws BuiltinException {
    String ending = ended(then);
    if (ending.equals("end")) {
      return List.of();
    }
    String rest = ending.substring("else".length()).strip();
    if (rest.isEmpty()) {
      Block other = block(depth + 1);
      if (!ended(other).equals("end")) {
        throw fail("expected {{end}}, found {{" + ended(other) + "}}");
      }
      return other.nodes();
    }
    String word = with ? "with" : "if";
    if (!rest.startsWith(word + " ")) {
      throw fail("unexpected {{" + ending + "}}");
    }
    return List.of(choice(rest.substring(word.length()).strip(), depth + 1, with));
  }

  private static String ended(Block block) throws BuiltinException {
    if (block.ending() == null) {
      throw fail("unexpected EOF");
    }
    return block.ending();
  }

  private TemplateNode range(String header, int depth) throws BuiltinException {
    Matcher parts = RANGE.matcher(header);
    if (!parts.matches()) {
      throw fail("range without a collection");
    }
    boolean both = parts.group(2) != null;
    Operand operand = operand(parts.group(3));
    Block then = block(depth + 1);
    List<TemplateNode> otherwise = otherwise(then, depth, false);
    return new TemplateNode.Range(
        both ? parts.group(1) : null,
        both ? parts.group(2) : parts.group(1),
        operand,
        then.nodes(),
        otherwise);
  }

  private static Operand operand(String text) throws BuiltinException {
    if (text.equals(".")) {
      return new Operand(null, "", List.of());
    }
    Value literal = literal(text);
    if (literal != null) {
      return new Operand(literal, "", List.of());
    }
    Matcher matcher = OPERAND.matcher(text);
    if (text.isEmpty() || !matcher.matches()) {
      throw fail("not supported: " + GoQuote.of(text));
    }
    String fields = matcher.group(2);
    List<String> names =
        fields.isEmpty() ? List.of() : List.of(fields.substring(1).split("\\.", -1));
    return new Operand(null, matcher.group(1) == null ? "" : matcher.group(1), names);
  }

  private static @Nullable Value literal(String text) {
    if (text.equals("true") || text.equals("false")) {
      return BooleanValue.of(text.equals("true"));
    }
    boolean plainString = text.length() >= 2 && text.matches("\"[^\"\\\\]*\"");
    return plainString ? StringValue.of(text.substring(1, text.length() - 1)) : null;
  }
}
