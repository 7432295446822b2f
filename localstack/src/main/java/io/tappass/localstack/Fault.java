package io.tappass.localstack;

import java.time.Duration;

/** What goes wrong with one verified request. */
public sealed interface Fault {

  /** Nothing goes wrong. */
  Fault NONE = new None();

  /** Nothing goes wrong. */
  record None() implements Fault {}

  /** The request is served after a wait. */
  record Slow(Duration delay) implements Fault {}

  /** The request is not served but refused in the words of the service. */
  record Refuse(int status, String code) implements Fault {}

  /** The request is not served; the connection ends without an answer. */
  record CutBefore() implements Fault {}

  /** The request is served and durable; the connection ends without an answer. */
  record CutAfter() implements Fault {}

  /** The request is not served; the answer is 200 with bytes that mean nothing. */
  record Nonsense() implements Fault {}
}
