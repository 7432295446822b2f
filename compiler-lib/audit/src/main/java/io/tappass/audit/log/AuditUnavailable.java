package io.tappass.audit.log;

import org.jspecify.annotations.Nullable;

/**
 * A record could not be made durable. Whoever waited for it must act as if it had not been written:
 * deny. (It may still be found in the log later.)
 */
public final class AuditUnavailable extends Exception {

  /** The reason code of the denial that follows. */
  public static final String CODE = "audit_unavailable";

  /** Why. */
  public enum Reason {
    /** A write, sync or signature failed; the log takes nothing more until it is opened anew. */
    DEAD,
    /** The spool has reached its limit. */
    FULL,
    /** More records are waiting than the log holds for its callers. */
    OVERLOADED,
    /** The log was closed. */
    CLOSED,
    /** The waiting thread was interrupted; whether the record is durable is not known. */
    INTERRUPTED
  }

  private final Reason reason;

  AuditUnavailable(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
