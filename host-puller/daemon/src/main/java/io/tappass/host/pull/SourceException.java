package io.tappass.host.pull;

/** A read that brought nothing. Changes no mark and no state; the next poll tries again. */
public final class SourceException extends Exception {

  /** What went wrong, for the log and the status. */
  public enum Kind {
    /** No connection, or one that broke. */
    UNREACHABLE,
    /** No whole answer within the time allowed. */
    SLOW,
    /** An answer that a store does not give. */
    NONSENSE,
    /** The store refused the credential. */
    FORBIDDEN
  }

  private final Kind kind;

  public SourceException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** What went wrong. */
  public Kind kind() {
    return kind;
  }
}
