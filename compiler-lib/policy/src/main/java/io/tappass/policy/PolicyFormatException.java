package io.tappass.policy;

/** Bytes that are no Compiled Policy this code reads. */
public final class PolicyFormatException extends Exception {
  PolicyFormatException(String message) {
    super("not a Compiled Policy: " + message);
  }

  PolicyFormatException(Exception cause) {
    super("not a Compiled Policy: " + cause.getMessage(), cause);
  }
}
