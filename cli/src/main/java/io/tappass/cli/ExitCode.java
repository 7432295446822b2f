package io.tappass.cli;

/** How a command ends; scripts rely on these. */
public final class ExitCode {
  /** Everything was done, and the answer is yes where there is one. */
  public static final int OK = 0;

  /** The answer is no: a policy with errors, evidence that does not verify, a failed test. */
  public static final int NEGATIVE = 1;

  /** The question could not be asked: usage, missing files, an unreachable stack. */
  public static final int USAGE = 2;

  private ExitCode() {}
}
