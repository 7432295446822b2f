package io.tappass.cli.loop;

/** Is told what the control loop does; one JSON line each. Must not throw. */
@FunctionalInterface
public interface LoopEvents {
  /**
   * Something happened.
   *
   * @param event a stable name
   * @param subject whom it is about
   * @param detail for people
   */
  void event(String event, String subject, String detail);
}
