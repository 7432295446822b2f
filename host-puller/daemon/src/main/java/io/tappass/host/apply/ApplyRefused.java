package io.tappass.host.apply;

/** A policy that was not brought into force; what was in force still is. */
public final class ApplyRefused extends Exception {

  /** Whose fault it is. */
  public enum Kind {
    /** The policy cannot be activated on this host: the sandbox is quarantined. */
    POLICY,
    /** The host failed: the next poll tries again. */
    HOST
  }

  private final Kind kind;
  private final String code;

  /**
   * @param code stable, from the table of {@code docs/spec/host.md}
   */
  public ApplyRefused(Kind kind, String code, String message) {
    super(message);
    this.kind = kind;
    this.code = code;
  }

  /** Whose fault it is. */
  public Kind kind() {
    return kind;
  }

  /** The stable code. */
  public String code() {
    return code;
  }
}
