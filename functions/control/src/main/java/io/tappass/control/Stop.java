package io.tappass.control;

import java.time.Duration;

/** Why a use case did not reach its end, and how to go on. */
public sealed interface Stop {

  /** For people, one line. */
  String reason();

  /** Nothing will change until somebody changes the input: a policy, a configuration. */
  record Stalled(String reason) implements Stop {}

  /** The same again, later, may succeed. */
  record RetryAfter(Duration delay, String reason) implements Stop {}

  /**
   * Something is wrong that must be looked at: bytes that differ, an answer that makes no sense.
   */
  record Failed(String reason) implements Stop {}

  /** How to go on after a store failed. */
  static Stop of(StoreException e) {
    return switch (e.kind()) {
      case RETRYABLE -> new RetryAfter(Duration.ofSeconds(2), String.valueOf(e.getMessage()));
      case PERMANENT -> new Failed(String.valueOf(e.getMessage()));
    };
  }

  /** How to go on after git failed. */
  static Stop of(GitException e) {
    return switch (e.kind()) {
      case RETRYABLE -> new RetryAfter(Duration.ofSeconds(5), String.valueOf(e.getMessage()));
      case REFUSED -> new Stalled(String.valueOf(e.getMessage()));
    };
  }
}
