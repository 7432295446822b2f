package io.tappass.control;

/** A store did not do what it was asked to do, and says whether asking again may help. */
public final class StoreException extends Exception {

  /** How to go on after the failure. */
  public enum Kind {
    /** Throttled, unreachable, timed out: the same call may succeed later. */
    RETRYABLE,
    /** Refused for good: no permission, no such bucket or table, an answer that makes no sense. */
    PERMANENT
  }

  private final Kind kind;

  public StoreException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public StoreException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** How to go on. */
  public Kind kind() {
    return kind;
  }
}
