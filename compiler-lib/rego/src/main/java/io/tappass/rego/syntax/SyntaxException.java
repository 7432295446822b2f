package io.tappass.rego.syntax;

import io.tappass.rego.diagnostic.Diagnostic;

/** Leaves the rule that is being read; the parser goes on with the next one. */
final class SyntaxException extends Exception {
  private final transient Diagnostic diagnostic;

  SyntaxException(Diagnostic diagnostic) {
    super(diagnostic.message(), null, false, false);
    this.diagnostic = diagnostic;
  }

  Diagnostic diagnostic() {
    return diagnostic;
  }
}
