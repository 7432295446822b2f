package io.tappass.host.landlock;

/** A command that is not started because it could not be held; the process ends with 126. */
public final class StartRefused extends Exception {

  /** The exit status of every refusal. */
  public static final int EXIT_STATUS = 126;

  private final String code;

  /**
   * @param code stable, from the table of {@code docs/spec/landlock.md}
   */
  public StartRefused(String code, String message) {
    super(message);
    this.code = code;
  }

  /** The stable code. */
  public String code() {
    return code;
  }

  /** The one line for standard error, without its newline. */
  public String line() {
    return "tappass-host: refused: " + code + ": " + getMessage();
  }
}
