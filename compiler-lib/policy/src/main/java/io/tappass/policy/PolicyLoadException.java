package io.tappass.policy;

/** A Compiled Policy that reads well but cannot decide; the host refuses to activate it. */
public final class PolicyLoadException extends Exception {
  PolicyLoadException(String message) {
    super(message);
  }

  PolicyLoadException(String message, Exception cause) {
    super(message + ": " + cause.getMessage(), cause);
  }
}
