package io.tappass.engine;

/** Is told of failures inside the engine; must not throw and must not block. */
@FunctionalInterface
public interface EngineEvents {
  /**
   * Something failed that should not; the call was denied.
   *
   * @param event what was being done
   * @param sandbox whose call it was
   */
  void failed(String event, String sandbox, Throwable cause);
}
