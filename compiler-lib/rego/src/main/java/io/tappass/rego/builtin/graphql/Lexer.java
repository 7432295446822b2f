package io.tappass.rego.builtin.graphql;

import io.tappass.rego.builtin.graphql.Token.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes tokens of a text; after an invalid one comes no other. */
final class Lexer {
  private final String text;
  private int at;
  private int line = 1;

  /** Where the line starts, and how many code points stand before {@link #at} in it. */
  private int column = 1;

  private int startLine;
  private int startColumn;

  Lexer(String text) {
    this.text = text;
  }

  Token next() {
    skipIgnored();
    mark();
    if (at == text.length()) {
      return token(Kind.EOF, "");
    }
    char first = text.charAt(at);
    if (isNameStart(first)) {
      return name();
    }
    if (first == '-' || isDigit(first)) {
      return number();
    }
    if (text.startsWith("\"\"\"", at)) {
      advance(3);
      return blockString();
    }
    if (first == '"') {
      advance(1);
      return string();
    }
    if (text.startsWith("...", at)) {
      advance(3);
      return token(Kind.SPREAD, "");
    }
    Kind kind = punctuator(first);
    if (kind == Kind.INVALID) {
      return invalid("Cannot parse the unexpected character.");
    }
    advance(1);
    return token(kind, "");
  }

  private static Kind punctuator(char mark) {
    return switch (mark) {
      case '!' -> Kind.BANG;
      case '$' -> Kind.DOLLAR;
      case '&' -> Kind.AMP;
      case '(' -> Kind.PAREN_LEFT;
      case ')' -> Kind.PAREN_RIGHT;
      case ':' -> Kind.COLON;
      case '=' -> Kind.EQUALS;
      case '@' -> Kind.AT;
      case '[' -> Kind.BRACKET_LEFT;
      case ']' -> Kind.BRACKET_RIGHT;
      case '{' -> Kind.BRACE_LEFT;
      case '}' -> Kind.BRACE_RIGHT;
      case '|' -> Kind.PIPE;
      default -> Kind.INVALID;
    };
  }

  private void mark() {
    startLine = line;
    startColumn = column;
  }

  private Token token(Kind kind, String value) {
    return new Token(kind, value, startLine, startColumn);
  }

  private Token invalid(String message) {
    return new Token(Kind.INVALID, message, line, column);
  }

  private void advance(int chars) {
    at += chars;
    column += chars;
  }

  private void advancePoint() {
    at += Character.charCount(text.codePointAt(at));
    column++;
  }

  private void newLine(int chars) {
    at += chars;
    line++;
    column = 1;
  }

  private int endOfLineChars() {
    return text.startsWith("\r\n", at) ? 2 : 1;
  }

  private void skipIgnored() {
    while (at < text.length()) {
      char next = text.charAt(at);
      switch (next) {
        case ' ', '\t', ',', '\uFEFF' -> advance(1);
        case '\n', '\r' -> newLine(endOfLineChars());
        case '#' -> {
          while (at < text.length() && (text.charAt(at) >= ' ' || text.charAt(at) == '\t')) {
            advancePoint();
          }
        }
        default -> {
          return;
        }
      }
    }
  }

  private Token name() {
    int from = at;
    while (at < text.length() && (isNameStart(text.charAt(at)) || isDigit(text.charAt(at)))) {
      advance(1);
    }
    return token(Kind.NAME, text.substring(from, at));
  }

  private Token number() {
    int from = at;
    accept("-");
    if (accept("0")) {
      if (at < text.length() && isDigit(text.charAt(at))) {
        return invalid("Invalid number, unexpected digit after 0.");
      }
    } else if (!digits()) {
      return invalid("Invalid number, expected digit.");
    }
    Kind kind = Kind.INT;
    if (accept(".")) {
      kind = Kind.FLOAT;
      if (!digits()) {
        return invalid("Invalid number, expected digit.");
      }
    }
    if (accept("eE")) {
      kind = Kind.FLOAT;
      accept("+-");
      if (!digits()) {
        return invalid("Invalid number, expected digit.");
      }
    }
    return token(kind, text.substring(from, at));
  }

  private boolean accept(String marks) {
    if (at < text.length() && marks.indexOf(text.charAt(at)) >= 0) {
      advance(1);
      return true;
    }
    return false;
  }

  private boolean digits() {
    int from = at;
    while (at < text.length() && isDigit(text.charAt(at))) {
      advance(1);
    }
    return at > from;
  }

  private Token string() {
    mark();
    var value = new StringBuilder();
    while (at < text.length()) {
      char next = text.charAt(at);
      if (next == '\n' || next == '\r') {
        break;
      }
      if (next < ' ' && next != '\t') {
        return invalid("Invalid character within String.");
      }
      if (next == '"') {
        Token string = token(Kind.STRING, value.toString());
        advance(1);
        return string;
      }
      if (next == '\\') {
        if (!escape(value)) {
          return invalid("Invalid character escape sequence.");
        }
      } else {
        value.appendCodePoint(text.codePointAt(at));
        advancePoint();
      }
    }
    return invalid("Unterminated string.");
  }

  /** One escape; false if it is none. */
  private boolean escape(StringBuilder value) {
    advance(1);
    if (at == text.length()) {
      return false;
    }
    char mark = text.charAt(at);
    if (mark == 'u') {
      int end = at + 5;
      // As OPA's lexer has it, something must follow the digits.
      if (end >= text.length() || !text.substring(at + 1, end).matches("[0-9a-fA-F]{4}")) {
        return false;
      }
      int unit = Integer.parseInt(text, at + 1, end, 16);
      value.append(Character.isSurrogate((char) unit) ? '\uFFFD' : (char) unit);
      advance(5);
      return true;
    }
    int known = "\"/\\bfnrt".indexOf(mark);
    if (known < 0) {
      return false;
    }
    value.append("\"/\\\b\f\n\r\t".charAt(known));
    advance(1);
    return true;
  }

  private Token blockString() {
    int start = column;
    int lineOffset = 0;
    var value = new StringBuilder();
    while (at < text.length()) {
      char next = text.charAt(at);
      if (text.startsWith("\"\"\"", at)) {
        // OPA gives the last line, with a column that counts back from its start.
        var string = new Token(Kind.BLOCK_STRING, dedented(value), line, start - lineOffset);
        advance(3);
        return string;
      }
      if (text.startsWith("\\\"\"\"", at)) {
        value.append("\"\"\"");
        advance(4);
      } else if (next == '\n' || next == '\r') {
        value.append('\n');
        lineOffset += column - 1 + endOfLineChars();
        newLine(endOfLineChars());
      } else if (next < ' ' && next != '\t') {
        return invalid("Invalid character within String.");
      } else {
        value.appendCodePoint(text.codePointAt(at));
        advancePoint();
      }
    }
    return invalid("Unterminated string.");
  }

  /** BlockStringValue() of the specification, section 2.9.4. */
  private static String dedented(StringBuilder raw) {
    List<String> lines = new ArrayList<>(Arrays.asList(raw.toString().split("\n", -1)));
    int common = Integer.MAX_VALUE;
    for (String line : lines.subList(1, lines.size())) {
      common = Math.min(common, indent(line));
    }
    for (int at = 1; at < lines.size(); at++) {
      String line = lines.get(at);
      lines.set(at, line.substring(Math.min(common, line.length())));
    }
    int from = 0;
    int to = lines.size();
    while (from < to && indent(lines.get(from)) == Integer.MAX_VALUE) {
      from++;
    }
    while (from < to && indent(lines.get(to - 1)) == Integer.MAX_VALUE) {
      to--;
    }
    return String.join("\n", lines.subList(from, to));
  }

  /** How much white space starts the line; the maximum for a line of nothing else. */
  private static int indent(String line) {
    for (int at = 0; at < line.length(); at++) {
      if (line.charAt(at) != ' ' && line.charAt(at) != '\t') {
        return at;
      }
    }
    return Integer.MAX_VALUE;
  }

  private static boolean isNameStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
