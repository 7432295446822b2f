package io.tappass.rego.syntax;

import io.tappass.rego.diagnostic.SourceSpan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A word of Rego.
 *
 * @param text the decoded text of a string, the characters of everything else
 * @param spaced whether white space or a comment stands before it
 * @param parts of a template string, else null
 */
record Token(Kind kind, String text, SourceSpan span, boolean spaced, @Nullable List<Piece> parts) {

  enum Kind {
    NAME,
    NUMBER,
    STRING,
    RAW_STRING,
    TEMPLATE,
    SYMBOL,
    END
  }

  /** Literal text of a template string, or the tokens of an expression in it (ending with END). */
  record Piece(@Nullable String text, @Nullable List<Token> tokens) {}

  boolean is(String symbol) {
    return kind == Kind.SYMBOL && text.equals(symbol);
  }

  boolean isName(String name) {
    return kind == Kind.NAME && text.equals(name);
  }

  /** How the token is called in a message. */
  String described() {
    return switch (kind) {
      case END -> "end of file";
      case STRING, RAW_STRING -> "string";
      case TEMPLATE -> "template string";
      case NUMBER -> "number " + text;
      case NAME, SYMBOL -> "\"" + text + "\"";
    };
  }
}
