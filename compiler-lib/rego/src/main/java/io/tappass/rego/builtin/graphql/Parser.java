package io.tappass.rego.builtin.graphql;

import io.tappass.rego.builtin.graphql.Token.Kind;
import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.BooleanValue;
import io.tappass.rego.value.NumberValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What documents and schemas share: names, values, types and directives. */
abstract sealed class Parser permits QueryParser, SchemaParser {
  private static final int VARIABLE = 0;
  private static final int INT = 1;
  private static final int FLOAT = 2;
  private static final int STRING = 3;
  private static final int BLOCK = 4;
  private static final int BOOLEAN = 5;
  private static final int NULL = 6;
  private static final int ENUM = 7;
  private static final int LIST = 8;
  private static final int OBJECT = 9;

  private final Lexer lexer;
  private final UnaryOperator<String> quote;
  private @Nullable Token peeked;
  private int depth;

  Parser(Lexer lexer, UnaryOperator<String> quote) {
    this.lexer = lexer;
    this.quote = quote;
  }

  /** One element of a list. */
  @FunctionalInterface
  interface Element {
    Value parse() throws GraphqlException;
  }

  final Token peek() {
    Token token = peeked;
    if (token == null) {
      token = lexer.next();
      peeked = token;
    }
    return token;
  }

  final boolean at(Kind kind) {
    return peek().kind() == kind;
  }

  /** Whether the next token has this text, be it a name or a string, as OPA asks it. */
  final boolean atWord(String word) {
    return peek().kind() != Kind.INVALID && peek().value().equals(word);
  }

  final Token next() {
    Token token = peek();
    peeked = null;
    return token;
  }

  final boolean skip(Kind kind) {
    boolean found = at(kind);
    if (found) {
      next();
    }
    return found;
  }

  final Token expect(Kind kind) throws GraphqlException {
    if (!at(kind)) {
      throw failed(peek(), "Expected " + kind.text() + ", found " + peek().kind().text());
    }
    return next();
  }

  final void expectKeyword(String word) throws GraphqlException {
    if (!at(Kind.NAME) || !atWord(word)) {
      throw failed(peek(), "Expected " + quote.apply(word) + ", found " + text(peek()));
    }
    next();
  }

  final GraphqlException unexpected(Token token) {
    return failed(token, "Unexpected " + text(token));
  }

  private String text(Token token) {
    return token.kind() == Kind.INVALID || token.value().isEmpty()
        ? token.kind().text()
        : token.kind().text() + " " + quote.apply(token.value());
  }

  private static GraphqlException failed(Token token, String message) {
    return new GraphqlException(message, token.line(), token.column());
  }

  /** Zero elements or more between the marks; none if the first mark is missing. */
  final List<Value> many(Kind start, Kind end, Element element) throws GraphqlException {
    List<Value> elements = new ArrayList<>();
    if (skip(start)) {
      enter();
      while (!at(end)) {
        elements.add(element.parse());
      }
      next();
      depth--;
    }
    return elements;
  }

  /** One element or more between the marks; none if the first mark is missing. */
  final List<Value> some(Kind start, Kind end, Element element) throws GraphqlException {
    boolean starts = at(start);
    if (starts) {
      next();
      if (at(end)) {
        throw failed(peek(), "expected at least one definition, found " + peek().kind().text());
      }
      enter();
      List<Value> elements = new ArrayList<>();
      while (!at(end)) {
        elements.add(element.parse());
      }
      next();
      depth--;
      return elements;
    }
    return List.of();
  }

  private void enter() throws GraphqlException {
    if (++depth > GraphqlDocuments.DEPTH_MAX) {
      throw failed(peek(), "nested deeper than " + GraphqlDocuments.DEPTH_MAX);
    }
  }

  final String name() throws GraphqlException {
    return expect(Kind.NAME).value();
  }

  /** Puts a list unless it is empty. */
  static void put(ObjectValue.Builder out, String key, List<Value> items) {
    if (!items.isEmpty()) {
      out.put(key, ArrayValue.of(items));
    }
  }

  final StringValue operationType() throws GraphqlException {
    Token token = next();
    return switch (token.value()) {
      case "query", "mutation", "subscription" -> StringValue.of(token.value());
      default ->
          throw token.kind() == Kind.INVALID ? failed(token, token.value()) : unexpected(token);
    };
  }

  final List<Value> directives(boolean constant) throws GraphqlException {
    List<Value> directives = new ArrayList<>();
    while (skip(Kind.AT)) {
      var out = ObjectValue.builder().put("Location", StringValue.EMPTY);
      out.put("Name", StringValue.of(name()));
      put(out, "Arguments", arguments(constant));
      directives.add(out.build());
    }
    return directives;
  }

  final List<Value> arguments(boolean constant) throws GraphqlException {
    return many(Kind.PAREN_LEFT, Kind.PAREN_RIGHT, () -> named(constant));
  }

  private Value named(boolean constant) throws GraphqlException {
    var out = ObjectValue.builder().put("Name", StringValue.of(name()));
    expect(Kind.COLON);
    return out.put("Value", value(constant)).build();
  }

  /** A value; one that is constant has no variables. */
  final Value value(boolean constant) throws GraphqlException {
    Token token = peek();
    return switch (token.kind()) {
      case BRACKET_LEFT ->
          composite(
              LIST, many(Kind.BRACKET_LEFT, Kind.BRACKET_RIGHT, () -> unnamed(value(constant))));
      case BRACE_LEFT ->
          composite(OBJECT, many(Kind.BRACE_LEFT, Kind.BRACE_RIGHT, () -> named(constant)));
      case DOLLAR -> {
        if (constant) {
          throw unexpected(token);
        }
        yield node(VARIABLE, variable()).build();
      }
      case INT -> scalar(INT);
      case FLOAT -> scalar(FLOAT);
      case STRING -> scalar(STRING);
      case BLOCK_STRING -> scalar(BLOCK);
      case NAME ->
          scalar(
              switch (token.value()) {
                case "true", "false" -> BOOLEAN;
                case "null" -> NULL;
                default -> ENUM;
              });
      case INVALID,
          EOF,
          BANG,
          AMP,
          PAREN_LEFT,
          PAREN_RIGHT,
          SPREAD,
          COLON,
          EQUALS,
          AT,
          BRACKET_RIGHT,
          BRACE_RIGHT,
          PIPE ->
          throw unexpected(token);
    };
  }

  private Value scalar(int kind) {
    return node(kind, next().value()).build();
  }

  private static Value unnamed(Value value) {
    return ObjectValue.builder().put("Name", StringValue.EMPTY).put("Value", value).build();
  }

  private static Value composite(int kind, List<Value> children) {
    var out = node(kind, "");
    put(out, "Children", children);
    return out.build();
  }

  private static ObjectValue.Builder node(int kind, String raw) {
    return ObjectValue.builder()
        .put("ExpectedTypeHasDefault", BooleanValue.FALSE)
        .put("Kind", NumberValue.of(kind))
        .put("Raw", StringValue.of(raw));
  }

  final String variable() throws GraphqlException {
    expect(Kind.DOLLAR);
    return name();
  }

  /** A reference to a type. */
  final Value type() throws GraphqlException {
    var out = ObjectValue.builder();
    if (skip(Kind.BRACKET_LEFT)) {
      enter();
      out.put("Elem", type()).put("NamedType", StringValue.EMPTY);
      expect(Kind.BRACKET_RIGHT);
      depth--;
    } else {
      out.put("NamedType", StringValue.of(name()));
    }
    return out.put("NonNull", BooleanValue.of(skip(Kind.BANG))).build();
  }
}
