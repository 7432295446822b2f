package io.tappass.control;

/** Carries a {@link Stop} out of the middle of a use case. */
final class StopException extends Exception {
  private final transient Stop stop;

  StopException(Stop stop) {
    super(stop.reason());
    this.stop = stop;
  }

  Stop stop() {
    return stop;
  }
}
