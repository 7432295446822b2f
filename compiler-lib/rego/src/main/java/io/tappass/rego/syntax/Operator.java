package io.tappass.rego.syntax;

/** The infix operators of terms, with the builtin that each stands for. */
public enum Operator {
  PLUS("+", "plus", 4),
  MINUS("-", "minus", 4),
  TIMES("*", "mul", 5),
  DIVIDE("/", "div", 5),
  REMAINDER("%", "rem", 5),
  INTERSECTION("&", "and", 3),
  UNION("|", "or", 2),
  EQUAL("==", "equal", 1),
  NOT_EQUAL("!=", "neq", 1),
  LESS("<", "lt", 1),
  LESS_OR_EQUAL("<=", "lte", 1),
  GREATER(">", "gt", 1),
  GREATER_OR_EQUAL(">=", "gte", 1);

  private final String symbol;
  private final String builtin;
  private final int level;

  Operator(String symbol, String builtin, int level) {
    this.symbol = symbol;
    this.builtin = builtin;
    this.level = level;
  }

  /** As written. */
  public String symbol() {
    return symbol;
  }

  /** The name of the builtin. */
  public String builtin() {
    return builtin;
  }

  /** How tightly it binds; a higher level binds tighter. */
  int level() {
    return level;
  }
}
