package io.tappass.rego;

import io.tappass.rego.diagnostic.SourceSpan;
import org.jspecify.annotations.Nullable;

/** An evaluation that ended without an answer. */
public final class RegoException extends Exception {
  /** A builtin could not do what was asked. */
  public static final String BUILTIN = "eval_builtin_error";

  /** A value of the wrong type. */
  public static final String TYPE = "eval_type_error";

  /** Two values where one is allowed. */
  public static final String CONFLICT = "eval_conflict_error";

  /** The budget is spent. */
  public static final String CANCEL = "eval_cancel_error";

  /** A defect of the evaluator. */
  public static final String INTERNAL = "eval_internal_error";

  /** A {@code with} that cannot be done. */
  public static final String WITH_MERGE = "eval_with_merge_error";

  private final String code;
  private final transient @Nullable SourceSpan span;

  public RegoException(String code, String message, @Nullable SourceSpan span) {
    super(message, null, false, false);
    this.code = code;
    this.span = span;
  }

  /** One of the constants of this class. */
  public String code() {
    return code;
  }

  /** Where, if known. */
  public @Nullable SourceSpan span() {
    return span;
  }

  /** Place (file and line), code and message in one line, as OPA writes them. */
  public String text() {
    String place = span == null ? "" : span.file() + ":" + span.row() + ": ";
    return place + code + ": " + getMessage();
  }
}
