package io.tappass.audit.log;

/** What was found when a log was opened. */
public sealed interface Opening {

  /** Nothing: the log is new. */
  record Fresh() implements Opening {}

  /** A log that ends where it should. */
  record Continued(long size) implements Opening {}

  /** A torn write at the end was cut off; a recovery record says so. */
  record Cut(long size, long droppedBytes) implements Opening {}

  /**
   * The epoch could not be met and a new one was started; a gap record says so.
   *
   * @param fromEpoch the one given up
   * @param signedSize records a checkpoint had counted
   * @param recoveredSize records up to the newest checkpoint that still holds
   */
  record NewEpoch(long fromEpoch, long signedSize, long recoveredSize, String reason)
      implements Opening {}
}
