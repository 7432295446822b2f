package io.tappass.control;

/** The repository could not be fetched or read; nothing was released because of it. */
public final class GitException extends Exception {

  /** How to go on after the failure. */
  public enum Kind {
    /** The forge is unreachable or slow: try again later. */
    RETRYABLE,
    /** What is there is refused: limits, odd entries, unknown commits. */
    REFUSED
  }

  private final Kind kind;

  public GitException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public GitException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** How to go on. */
  public Kind kind() {
    return kind;
  }
}
