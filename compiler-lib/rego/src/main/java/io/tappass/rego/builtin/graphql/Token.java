package io.tappass.rego.builtin.graphql;

/**
 * A token of a document.
 *
 * @param kind what it is
 * @param value a name, the digits of a number, the content of a string; what is wrong with an
 *     invalid one; else empty
 * @param line from 1
 * @param column in code points from 1; of strings, behind the quotes
 */
record Token(Kind kind, String value, int line, int column) {

  /** The kinds of tokens. */
  enum Kind {
    INVALID("<Invalid>"),
    EOF("<EOF>"),
    BANG("!"),
    DOLLAR("$"),
    AMP("&"),
    PAREN_LEFT("("),
    PAREN_RIGHT(")"),
    SPREAD("..."),
    COLON(":"),
    EQUALS("="),
    AT("@"),
    BRACKET_LEFT("["),
    BRACKET_RIGHT("]"),
    BRACE_LEFT("{"),
    BRACE_RIGHT("}"),
    PIPE("|"),
    NAME("Name"),
    INT("Int"),
    FLOAT("Float"),
    STRING("String"),
    BLOCK_STRING("BlockString");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /** As messages name it. */
    String text() {
      return text;
    }
  }
}
