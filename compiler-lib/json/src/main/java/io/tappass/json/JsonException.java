package io.tappass.json;

/** Text that is refused as JSON, or a value that has no canonical form. Carries a stable reason. */
public final class JsonException extends Exception {

  /** Why the text was refused. */
  public enum Reason {
    /** No value at all. */
    EMPTY,
    /** More bytes than the caller allows. */
    TOO_LARGE,
    /** Arrays and objects nested deeper than the caller allows. */
    TOO_DEEP,
    /** One name twice in one object. */
    DUPLICATE_KEY,
    /** Bytes that are not UTF-8, or a byte order mark. */
    INVALID_UTF8,
    /** Half of a surrogate pair. */
    LONE_SURROGATE,
    /** Bytes after the value. */
    TRAILING_BYTES,
    /** A number outside the grammar, too long, or outside what the canonical form can hold. */
    BAD_NUMBER,
    /** Anything else that RFC 8259 does not allow. */
    SYNTAX,
    /** Well-formed JSON that differs from its canonical form. */
    NOT_CANONICAL
  }

  private final Reason reason;
  private final int offset;

  /**
   * @param offset of the first offending byte, or -1 where there is none
   */
  public JsonException(Reason reason, int offset, String message) {
    super(offset < 0 ? message : message + " (byte " + offset + ")");
    this.reason = reason;
    this.offset = offset;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }

  /** The offset of the first offending byte, or -1. */
  public int offset() {
    return offset;
  }
}
