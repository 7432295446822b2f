package io.tappass.rego.diagnostic;

/**
 * A stretch of source text.
 *
 * @param file the path as given by the caller; empty for text without a file
 * @param row 1-based line of the first character
 * @param column 1-based column of the first character, in UTF-16 units
 * @param endRow 1-based line of the last character
 * @param endColumn 1-based column after the last character
 */
public record SourceSpan(String file, int row, int column, int endRow, int endColumn) {

  /** A place without text, at the start of a file. */
  public static SourceSpan start(String file) {
    return new SourceSpan(file, 1, 1, 1, 1);
  }

  /** From the first character of this span to the last of {@code end}. */
  public SourceSpan to(SourceSpan end) {
    return new SourceSpan(file, row, column, end.endRow, end.endColumn);
  }

  /** {@code file:row:column}. */
  @Override
  public String toString() {
    return (file.isEmpty() ? "-" : file) + ":" + row + ":" + column;
  }
}
