package io.tappass.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;

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
    return "error: " + message(failure);
  }

  private static String message(Throwable failure) {
    String message = failure.getMessage();
    if (message == null || message.isBlank()) {
      return failure.getClass().getSimpleName();
    }
    // The JDK puts nothing but the path into these.
    return switch (failure) {
      case NoSuchFileException _ -> message + " does not exist";
      case AccessDeniedException _ -> message + " may not be read or written";
      case FileAlreadyExistsException _ -> message + " exists already";
      default -> message;
    };
  }
}
