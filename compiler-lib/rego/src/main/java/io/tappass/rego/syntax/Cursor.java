package io.tappass.rego.syntax;

import io.tappass.rego.diagnostic.Diagnostic;
import io.tappass.rego.diagnostic.RegoCode;
import io.tappass.rego.diagnostic.SourceSpan;
import io.tappass.rego.syntax.Token.Kind;
import java.util.List;
import java.util.Set;

/** A place in a list of tokens, with the depth of what is being read around it. */
final class Cursor {
  /** Words that are no variable in Rego v1. */
  static final Set<String> KEYWORDS =
      Set.of(
          "as",
          "contains",
          "default",
          "else",
          "every",
          "false",
          "if",
          "import",
          "in",
          "not",
          "null",
          "package",
          "some",
          "true",
          "with");

  /** Constructs begun, those begun again by another reading among them. */
  private static final int WORK_MAX = 4_000_000;

  private final List<Token> tokens;
  private final SyntaxLimits limits;
  private int at;
  private int depth;
  private int work;
  private Features features;

  Cursor(List<Token> tokens, SyntaxLimits limits, Features features, int depth) {
    this.tokens = tokens;
    this.limits = limits;
    this.features = features;
    this.depth = depth;
  }

  /** The same place in nesting, over the tokens of a template's expression. */
  Cursor inside(List<Token> inner) throws SyntaxException {
    var cursor = new Cursor(inner, limits, features, depth);
    cursor.enter();
    return cursor;
  }

  Features features() {
    return features;
  }

  void features(Features wider) {
    features = wider;
  }

  SyntaxLimits limits() {
    return limits;
  }

  int mark() {
    return at;
  }

  void back(int mark) {
    at = mark;
  }

  int depth() {
    return depth;
  }

  void depth(int level) {
    depth = level;
  }

  void enter() throws SyntaxException {
    if (++work > WORK_MAX) {
      throw new SyntaxException(
          Diagnostic.error(
              RegoCode.LIMIT,
              token().span(),
              "the text is too hard to read: braces and comprehensions nested in each other",
              "split the rule into smaller ones"));
    }
    if (++depth > limits.depthMax()) {
      throw new SyntaxException(
          Diagnostic.error(
              RegoCode.LIMIT,
              token().span(),
              "nested deeper than " + limits.depthMax() + " levels",
              "split the rule into smaller ones"));
    }
  }

  void leave() {
    depth--;
  }

  Token token() {
    return tokens.get(at);
  }

  Token peek(int ahead) {
    return tokens.get(Math.min(at + ahead, tokens.size() - 1));
  }

  Token previous() {
    return tokens.get(Math.max(at - 1, 0));
  }

  boolean atEnd() {
    return token().kind() == Kind.END;
  }

  Token take() {
    Token token = tokens.get(at);
    if (token.kind() != Kind.END) {
      at++;
    }
    return token;
  }

  boolean is(String symbol) {
    return token().is(symbol);
  }

  boolean isName(String name) {
    return token().isName(name);
  }

  boolean accept(String symbol) {
    if (is(symbol)) {
      at++;
      return true;
    }
    return false;
  }

  boolean acceptName(String name) {
    if (isName(name)) {
      at++;
      return true;
    }
    return false;
  }

  Token expect(String symbol) throws SyntaxException {
    if (!is(symbol)) {
      throw unexpected("expected \"" + symbol + "\"");
    }
    return take();
  }

  /** Whether the next token starts a line of its own. */
  boolean onNewLine() {
    return at == 0 || token().span().row() > previous().span().endRow();
  }

  /** From the first token of a construct to the last one taken. */
  SourceSpan since(SourceSpan start) {
    return start.to(previous().span());
  }

  SyntaxException unexpected(String wanted) {
    Token token = token();
    String found =
        switch (token.kind()) {
          case END -> "unexpected eof token";
          case NAME ->
              KEYWORDS.contains(token.text())
                  ? "unexpected " + token.text() + " keyword"
                  : "unexpected identifier token";
          case SYMBOL -> "unexpected " + token.described() + " token";
          case NUMBER, STRING, RAW_STRING, TEMPLATE -> "unexpected " + token.described();
        };
    return fail(token.span(), found + ": " + wanted);
  }

  SyntaxException fail(SourceSpan span, String message) {
    return new SyntaxException(Diagnostic.error(RegoCode.PARSE, span, message));
  }

  SyntaxException fail(SourceSpan span, String message, String hint) {
    return new SyntaxException(Diagnostic.error(RegoCode.PARSE, span, message, hint));
  }
}
