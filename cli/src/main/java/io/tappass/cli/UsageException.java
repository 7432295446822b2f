package io.tappass.cli;

/**
 * What the user asked for cannot be done as asked; the message says what is wrong and what helps.
 */
public final class UsageException extends RuntimeException {
  public UsageException(String message) {
    super(message);
  }

  public UsageException(String message, Throwable cause) {
    super(message, cause);
  }
}
