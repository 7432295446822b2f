package io.tappass.cli;

/** Turns a failure of a command into one line that says what to do. */
final class Failures {
  private Failures() {}

  /** {@code error: ...}; a stack trace only where {@code TAPPASS_TRACE} is set. */
  static String describe(Throwable failure) {
    if (System.getenv("TAPPASS_TRACE") != null) {
      var trace = new java.io.StringWriter();
      failure.printStackTrace(new java.io.PrintWriter(trace));
      return trace.toString();
    }
    String message = failure.getMessage();
    return "error: "
        + (message == null || message.isBlank() ? failure.getClass().getSimpleName() : message);
  }
}
