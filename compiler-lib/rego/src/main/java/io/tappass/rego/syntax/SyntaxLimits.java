package io.tappass.rego.syntax;

/**
 * How much source a parse takes in; beyond it a diagnostic, never a crash.
 *
 * @param charsMax UTF-16 units of one file
 * @param depthMax nested terms, bodies and template strings
 * @param tokensMax of one file
 * @param errorsMax after which the parser stops looking for more
 */
public record SyntaxLimits(int charsMax, int depthMax, int tokensMax, int errorsMax) {

  /** 4 Mi characters, 200 levels, a million tokens, 20 errors. */
  public static final SyntaxLimits STANDARD = new SyntaxLimits(4 << 20, 200, 1 << 20, 20);
}
