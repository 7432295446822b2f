package io.tappass.rego.builtin;

/** A builtin that failed. Where evaluation is not strict, the call is undefined instead. */
public final class BuiltinException extends Exception {

  /** The kinds of failure. */
  public enum Code {
    /** The arguments have the right types, but no result. */
    BUILTIN_ERROR("eval_builtin_error"),
    /** An argument has the wrong type. */
    TYPE_ERROR("eval_type_error");

    private final String text;

    Code(String text) {
      this.text = text;
    }

    /** OPA's name of the kind. */
    public String text() {
      return text;
    }
  }

  private final Code code;

  private BuiltinException(Code code, String message) {
    // Without a stack trace: rules that probe with a failing builtin are ordinary.
    super(message, null, false, false);
    this.code = code;
  }

  /** A failure of arguments that have the right types. */
  public static BuiltinException failed(String message) {
    return new BuiltinException(Code.BUILTIN_ERROR, message);
  }

  /** A failure of an argument that has the wrong type. */
  public static BuiltinException wrongType(String message) {
    return new BuiltinException(Code.TYPE_ERROR, message);
  }

  /** What kind of failure. */
  public Code code() {
    return code;
  }

  /** OPA's text: the name of the builtin, a colon, the message. */
  public String message(String builtin) {
    return builtin + ": " + getMessage();
  }
}
