package io.tappass.rego.diagnostic;

/** How much a diagnostic weighs: an error stops the compilation. */
public enum Severity {
  ERROR("error"),
  WARNING("warning");

  private final String word;

  Severity(String word) {
    this.word = word;
  }

  /** The word as printed. */
  public String word() {
    return word;
  }
}
