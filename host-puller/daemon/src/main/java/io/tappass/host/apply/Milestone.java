package io.tappass.host.apply;

/** A named point of bringing a policy into force; a host may die at any of them. */
public enum Milestone {
  STAGING,
  FILES_WRITTEN,
  STAGED,
  HIGH_WATER_WRITTEN,
  APPLIED_WRITTEN,
  SWITCHED,
  DECIDING,
  REREAD,
  PRUNED;

  /** Is told of every point in turn; for tests that kill the process there. */
  @FunctionalInterface
  public interface Observer {
    void reached(Milestone milestone);
  }
}
