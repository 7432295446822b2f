package io.tappass.localstack.dynamodb;

import io.tappass.localstack.dynamodb.DocumentPath.Step;
import io.tappass.localstack.wire.ServiceException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The tokens of an expression, and the parts that all expressions share: paths and values. */
final class ExpressionReader {

  /** Bytes of an expression. */
  static final int EXPRESSION_BYTES_MAX = 4096;

  /** Nesting of parentheses and negations; AWS documents 300 operators. */
  static final int DEPTH_MAX = 100;

  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*([#:]?[A-Za-z_][A-Za-z0-9_]*|[#:][A-Za-z0-9_]+|\\d+|<>|<=|>=|[=<>()\\[\\].,+-])");
  private static final Set<String> RESERVED = reserved();

  private final String kind;
  private final List<String> tokens = new ArrayList<>();
  private final Placeholders placeholders;
  private int at;

  /**
   * @param kind names the expression in messages, such as {@code ConditionExpression}
   */
  ExpressionReader(String kind, String text, Placeholders placeholders) throws ServiceException {
    this.kind = kind;
    this.placeholders = placeholders;
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > EXPRESSION_BYTES_MAX) {
      throw Refusals.invalid(
          "Invalid "
              + kind
              + ": Expression size has exceeded the maximum allowed size; expression size: "
              + bytes);
    }
    if (text.isBlank()) {
      throw Refusals.invalid("Invalid " + kind + ": The expression can not be empty;");
    }
    Matcher matcher = TOKEN.matcher(text);
    int end = 0;
    while (end < text.length() && matcher.region(end, text.length()).lookingAt()) {
      tokens.add(matcher.group(1));
      end = matcher.end();
    }
    if (!text.substring(end).isBlank()) {
      throw syntax(text.substring(end).strip().substring(0, 1));
    }
  }

  private static Set<String> reserved() {
    try (var stream = ExpressionReader.class.getResourceAsStream("reserved-words.txt")) {
      if (stream == null) {
        throw new IllegalStateException("reserved-words.txt is missing");
      }
      return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))
          .lines()
          .filter(line -> !line.startsWith("#"))
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next token, empty at the end. */
  String peek() {
    return at < tokens.size() ? tokens.get(at) : "";
  }

  /** The token after the next, empty at the end. */
  String peekSecond() {
    return at + 1 < tokens.size() ? tokens.get(at + 1) : "";
  }

  /** Takes the next token. */
  String take() throws ServiceException {
    if (at == tokens.size()) {
      throw syntax("<EOF>");
    }
    return tokens.get(at++);
  }

  /** Takes the next token if it is this keyword, in any case, or this symbol. */
  boolean accept(String token) {
    if (peek().equalsIgnoreCase(token)) {
      at++;
      return true;
    }
    return false;
  }

  void expect(String token) throws ServiceException {
    if (!accept(token)) {
      throw syntax(peek().isEmpty() ? "<EOF>" : peek());
    }
  }

  /** Refuses tokens behind the expression. */
  void end() throws ServiceException {
    if (at < tokens.size()) {
      throw syntax(peek());
    }
  }

  ServiceException syntax(String token) {
    int from = Math.max(0, at - 1);
    String near = String.join(" ", tokens.subList(from, Math.min(tokens.size(), at + 2)));
    return Refusals.invalid(
        "Invalid " + kind + ": Syntax error; token: \"" + token + "\", near: \"" + near + "\"");
  }

  ServiceException refusal(String message) {
    return Refusals.invalid("Invalid " + kind + ": " + message);
  }

  boolean isValue() {
    return peek().startsWith(":");
  }

  AttributeValue value() throws ServiceException {
    String token = take();
    if (!token.startsWith(":")) {
      throw syntax(token);
    }
    return placeholders.value(token, kind);
  }

  DocumentPath path() throws ServiceException {
    var steps = new ArrayList<Step>();
    steps.add(new DocumentPath.Name(name()));
    while (true) {
      if (accept(".")) {
        steps.add(new DocumentPath.Name(name()));
      } else if (accept("[")) {
        String index = take();
        if (!index.matches("\\d{1,9}")) {
          throw syntax(index);
        }
        steps.add(new DocumentPath.Index(Integer.parseInt(index)));
        expect("]");
      } else {
        return new DocumentPath(steps);
      }
    }
  }

  private String name() throws ServiceException {
    String token = take();
    if (token.startsWith("#")) {
      return placeholders.name(token, kind);
    }
    if (!Character.isLetter(token.charAt(0)) && token.charAt(0) != '_') {
      throw syntax(token);
    }
    if (RESERVED.contains(token.toUpperCase(Locale.ROOT))) {
      throw refusal("Attribute name is a reserved keyword; reserved keyword: " + token);
    }
    return token;
  }
}
