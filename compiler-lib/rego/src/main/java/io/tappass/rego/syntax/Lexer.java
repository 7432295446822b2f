package io.tappass.rego.syntax;

import io.tappass.rego.diagnostic.Diagnostic;
import io.tappass.rego.diagnostic.RegoCode;
import io.tappass.rego.diagnostic.SourceSpan;
import io.tappass.rego.syntax.Token.Kind;
import io.tappass.rego.syntax.Token.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Cuts Rego text into tokens; keywords are names, the parser knows them by their place. */
final class Lexer {

  /** A comment, from its {@code #} to the end of the line. */
  record Comment(int row, int column, String text) {}

  private final String file;
  private final String source;
  private final SyntaxLimits limits;
  private final List<Comment> comments = new ArrayList<>();
  private int at;
  private int row = 1;
  private int lineStart;
  private int depth;
  private int count;

  Lexer(String file, String source, SyntaxLimits limits) {
    this.file = file;
    this.source = source;
    this.limits = limits;
  }

  List<Comment> comments() {
    return comments;
  }

  /** All tokens, the last of kind END. */
  List<Token> tokens() throws SyntaxException {
    if (source.length() > limits.charsMax()) {
      throw new SyntaxException(
          Diagnostic.error(
              RegoCode.LIMIT,
              SourceSpan.start(file),
              "the file has "
                  + source.length()
                  + " characters; "
                  + limits.charsMax()
                  + " is the"
                  + " limit"));
    }
    if (source.startsWith("\ufeff")) {
      at = 1;
    }
    return run(false);
  }

  /** Until the end of the text, or within a template string until its unmatched brace. */
  private List<Token> run(boolean template) throws SyntaxException {
    var tokens = new ArrayList<Token>();
    int braces = 0;
    while (true) {
      boolean spaced = skipSpace();
      if (at >= source.length()) {
        if (template) {
          throw fail(at, at, "the template string is not closed");
        }
        tokens.add(new Token(Kind.END, "", span(at, row, column(at)), spaced, null));
        return tokens;
      }
      if (template) {
        char c = source.charAt(at);
        if (c == '{') {
          braces++;
        } else if (c == '}' && braces-- == 0) {
          tokens.add(new Token(Kind.END, "}", span(at, row, column(at)), spaced, null));
          at++;
          return tokens;
        }
      }
      if (++count > limits.tokensMax()) {
        throw new SyntaxException(
            Diagnostic.error(
                RegoCode.LIMIT,
                span(at, row, column(at)),
                "more than " + limits.tokensMax() + " tokens"));
      }
      tokens.add(token(spaced));
    }
  }

  private boolean skipSpace() {
    int from = at;
    while (at < source.length()) {
      char c = source.charAt(at);
      if (c == '\n') {
        at++;
        newLine();
      } else if (c == ' ' || c == '\t' || c == '\r') {
        at++;
      } else if (c == '#') {
        int end = source.indexOf('\n', at);
        end = end < 0 ? source.length() : end;
        comments.add(new Comment(row, column(at), source.substring(at, end).stripTrailing()));
        at = end;
      } else {
        break;
      }
    }
    return at > from;
  }

  private void newLine() {
    row++;
    lineStart = at;
  }

  private int column(int offset) {
    return offset - lineStart + 1;
  }

  private SourceSpan span(int from, int fromRow, int fromColumn) {
    int end = Math.max(at, from);
    return new SourceSpan(file, fromRow, fromColumn, row, end - lineStart + 1);
  }

  private SyntaxException fail(int from, int to, String message) {
    int start = Math.max(1, column(from));
    return new SyntaxException(
        Diagnostic.error(
            RegoCode.PARSE,
            new SourceSpan(file, row, start, row, Math.max(column(to), start + 1)),
            message));
  }

  private Token token(boolean spaced) throws SyntaxException {
    char c = source.charAt(at);
    int from = at;
    int fromRow = row;
    int fromColumn = column(at);
    if (isNameStart(c)) {
      while (at < source.length() && isNamePart(source.charAt(at))) {
        at++;
      }
      return new Token(
          Kind.NAME, source.substring(from, at), span(from, fromRow, fromColumn), spaced, null);
    }
    if (isDigit(c)) {
      String number = number();
      return new Token(Kind.NUMBER, number, span(from, fromRow, fromColumn), spaced, null);
    }
    if (c == '"' || c == '`') {
      String text = c == '"' ? string() : rawString();
      Kind kind = c == '"' ? Kind.STRING : Kind.RAW_STRING;
      return new Token(kind, text, span(from, fromRow, fromColumn), spaced, null);
    }
    if (c == '$' && at + 1 < source.length()) {
      char quote = source.charAt(at + 1);
      if (quote == '"' || quote == '`') {
        at += 2;
        List<Piece> parts = template(quote);
        var span = span(from, fromRow, fromColumn);
        return new Token(Kind.TEMPLATE, quote == '`' ? "`" : "\"", span, spaced, parts);
      }
    }
    String symbol = symbol(c);
    at += symbol.length();
    return new Token(Kind.SYMBOL, symbol, span(from, fromRow, fromColumn), spaced, null);
  }

  private static boolean isNameStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isNamePart(char c) {
    return isNameStart(c) || isDigit(c);
  }

  private String symbol(char c) throws SyntaxException {
    char next = at + 1 < source.length() ? source.charAt(at + 1) : ' ';
    return switch (c) {
      case ':' -> next == '=' ? ":=" : ":";
      case '=' -> next == '=' ? "==" : "=";
      case '<' -> next == '=' ? "<=" : "<";
      case '>' -> next == '=' ? ">=" : ">";
      case '!' -> {
        if (next == '=') {
          yield "!=";
        }
        throw fail(at, at + 1, "illegal character '!'; Rego negates with \"not\"");
      }
      case '{', '}', '[', ']', '(', ')', ',', ';', '.', '+', '-', '*', '/', '%', '&', '|' ->
          String.valueOf(c);
      default -> {
        int code = source.codePointAt(at);
        throw fail(
            at,
            at + 1,
            code > 32 && code < 127
                ? "illegal character '" + c + "'"
                : "illegal character U+" + String.format(Locale.ROOT, "%04X", code));
      }
    };
  }

  private String number() throws SyntaxException {
    int from = at;
    digits();
    if (source.charAt(from) == '0' && at - from > 1) {
      throw fail(from, at, "expected number: a number does not start with 0");
    }
    if (at + 1 < source.length() && source.charAt(at) == '.' && isDigit(source.charAt(at + 1))) {
      at++;
      digits();
    }
    if (at < source.length() && (source.charAt(at) == 'e' || source.charAt(at) == 'E')) {
      at++;
      if (at < source.length() && (source.charAt(at) == '+' || source.charAt(at) == '-')) {
        at++;
      }
      int digits = at;
      digits();
      if (at == digits) {
        throw fail(from, at, "expected number: the exponent has no digits");
      }
    }
    if (at < source.length() && isNameStart(source.charAt(at))) {
      throw fail(from, at + 1, "expected number: a letter follows its digits");
    }
    return source.substring(from, at);
  }

  private void digits() {
    while (at < source.length() && isDigit(source.charAt(at))) {
      at++;
    }
  }

  private String rawString() throws SyntaxException {
    int from = at++;
    var out = new StringBuilder();
    while (true) {
      if (at >= source.length()) {
        throw fail(from, from + 1, "non-terminated string");
      }
      char c = source.charAt(at++);
      if (c == '`') {
        return out.toString();
      }
      if (c == '\n') {
        newLine();
      }
      out.append(c);
    }
  }

  private String string() throws SyntaxException {
    int from = at++;
    var out = new StringBuilder();
    while (true) {
      if (at >= source.length() || source.charAt(at) == '\n') {
        throw fail(from, at, "non-terminated string");
      }
      char c = source.charAt(at);
      if (c == '"') {
        at++;
        return wellFormed(out, from);
      }
      if (c == '\\') {
        escape(out, false);
      } else if (c < 0x20 && c != '\t') {
        throw fail(at, at + 1, "a control character inside a string");
      } else {
        out.append(c);
        at++;
      }
    }
  }

  private String wellFormed(StringBuilder text, int from) throws SyntaxException {
    for (int index = 0; index < text.length(); index++) {
      char c = text.charAt(index);
      if (Character.isHighSurrogate(c)
          && index + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(index + 1))) {
        index++;
      } else if (Character.isSurrogate(c)) {
        throw fail(from, at, "half of a surrogate pair inside a string");
      }
    }
    return text.toString();
  }

  private void escape(StringBuilder out, boolean template) throws SyntaxException {
    if (at + 1 >= source.length()) {
      throw fail(at, at + 1, "non-terminated string");
    }
    char kind = source.charAt(at + 1);
    switch (kind) {
      case '"', '\\', '/' -> out.append(kind);
      case 'b' -> out.append('\b');
      case 'f' -> out.append('\f');
      case 'n' -> out.append('\n');
      case 'r' -> out.append('\r');
      case 't' -> out.append('\t');
      case 'u' -> {
        int code = 0;
        for (int index = 2; index < 6; index++) {
          int digit =
              at + index < source.length() ? Character.digit(source.charAt(at + index), 16) : -1;
          if (digit < 0) {
            throw fail(at, at + index, "illegal escape sequence: four hexadecimal digits expected");
          }
          code = code * 16 + digit;
        }
        out.append((char) code);
        at += 4;
      }
      default -> {
        if (template && kind == '{') {
          out.append('{');
        } else {
          throw fail(at, at + 2, "illegal escape sequence");
        }
      }
    }
    at += 2;
  }

  private List<Piece> template(char quote) throws SyntaxException {
    int from = at;
    if (++depth > limits.depthMax()) {
      throw new SyntaxException(
          Diagnostic.error(
              RegoCode.LIMIT,
              span(at, row, column(at)),
              "nested deeper than " + limits.depthMax() + " levels"));
    }
    var pieces = new ArrayList<Piece>();
    var text = new StringBuilder();
    while (true) {
      if (at >= source.length() || (quote == '"' && source.charAt(at) == '\n')) {
        throw fail(Math.min(from, at), at, "non-terminated template string");
      }
      char c = source.charAt(at);
      if (c == quote) {
        at++;
        if (!text.isEmpty()) {
          pieces.add(new Piece(wellFormed(text, from), null));
        }
        depth--;
        return pieces;
      }
      if (c == '{') {
        at++;
        if (!text.isEmpty()) {
          pieces.add(new Piece(wellFormed(text, from), null));
          text.setLength(0);
        }
        pieces.add(new Piece(null, run(true)));
      } else if (c == '\\' && quote == '"') {
        escape(text, true);
      } else if (c == '\\' && at + 1 < source.length() && source.charAt(at + 1) == '{') {
        text.append('{');
        at += 2;
      } else {
        if (c == '\n') {
          at++;
          newLine();
        } else {
          at++;
        }
        text.append(c);
      }
    }
  }
}
