package io.tappass.rego.diagnostic;

import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing wrong with a source.
 *
 * @param code stable, {@code TP} and four digits
 * @param message one sentence without the place
 * @param hint what to do about it
 */
public record Diagnostic(
    Severity severity,
    String code,
    SourceSpan span,
    String message,
    @Nullable String hint,
    List<Related> related) {

  /** By file, row, column, then code. */
  public static final Comparator<Diagnostic> ORDER =
      Comparator.comparing((Diagnostic d) -> d.span().file())
          .thenComparingInt(d -> d.span().row())
          .thenComparingInt(d -> d.span().column())
          .thenComparing(Diagnostic::code)
          .thenComparing(Diagnostic::message);

  public Diagnostic {
    related = List.copyOf(related);
  }

  /** An error without a hint. */
  public static Diagnostic error(RegoCode code, SourceSpan span, String message) {
    return new Diagnostic(Severity.ERROR, code.code(), span, message, null, List.of());
  }

  /** An error with a hint. */
  public static Diagnostic error(RegoCode code, SourceSpan span, String message, String hint) {
    return new Diagnostic(Severity.ERROR, code.code(), span, message, hint, List.of());
  }

  /** OPA's code for this kind of error, or ours where OPA has none. */
  public String opaCode() {
    for (RegoCode kind : RegoCode.values()) {
      if (kind.code().equals(code)) {
        return kind.opaCode();
      }
    }
    return code;
  }

  /**
   * The text for a terminal, several lines without a newline at the end.
   *
   * @param source the whole text of the file, or empty where it is not at hand
   */
  public String render(String source) {
    var out = new StringBuilder();
    out.append(severity.word()).append('[').append(code).append("]: ").append(message);
    appendPlace(out, span, source);
    for (Related other : related) {
      out.append("\n  note: ").append(other.message());
      appendPlace(out, other.span(), other.span().file().equals(span.file()) ? source : "");
    }
    if (hint != null) {
      out.append("\n  hint: ").append(hint);
    }
    return out.toString();
  }

  private static void appendPlace(StringBuilder out, SourceSpan span, String source) {
    out.append("\n  --> ").append(span);
    String line = line(source, span.row());
    if (line == null) {
      return;
    }
    String number = Integer.toString(span.row());
    String margin = " ".repeat(number.length());
    int to = span.endRow() == span.row() ? span.endColumn() : line.length() + 1;
    int from = Math.min(span.column(), line.length() + 1);
    int width = Math.max(1, Math.min(to, line.length() + 1) - from);
    out.append("\n ").append(number).append(" | ").append(line);
    out.append("\n ").append(margin).append(" | ");
    for (int index = 0; index < from - 1; index++) {
      out.append(line.charAt(index) == '\t' ? '\t' : ' ');
    }
    out.append("^".repeat(width));
  }

  private static @Nullable String line(String source, int row) {
    int from = 0;
    for (int at = 1; at < row; at++) {
      int newline = source.indexOf('\n', from);
      if (newline < 0) {
        return null;
      }
      from = newline + 1;
    }
    int to = source.indexOf('\n', from);
    String line = source.substring(from, to < 0 ? source.length() : to);
    if (line.isEmpty() && source.isEmpty()) {
      return null;
    }
    // A very long line would hide the caret; people do not read it anyway.
    return line.length() > 400 ? line.substring(0, 400) : line;
  }

  /** The members {@code severity, code, message, location, hint, related}. */
  public JsonObject toJson() {
    var json =
        JsonValue.object()
            .put("severity", severity.word())
            .put("code", code)
            .put("message", message)
            .put("location", place(span));
    if (hint != null) {
      json.put("hint", hint);
    }
    if (!related.isEmpty()) {
      var others = new ArrayList<JsonValue>();
      for (Related other : related) {
        others.add(
            JsonValue.object()
                .put("message", other.message())
                .put("location", place(other.span()))
                .build());
      }
      json.put("related", new JsonArray(others));
    }
    return json.build();
  }

  private static JsonObject place(SourceSpan span) {
    return JsonValue.object()
        .put("file", span.file())
        .put("row", span.row())
        .put("col", span.column())
        .put("end_row", span.endRow())
        .put("end_col", span.endColumn())
        .build();
  }
}
