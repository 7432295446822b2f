package io.tappass.audit;

/** Tells the time for records. */
@FunctionalInterface
public interface RecordClock {
  /** Now. */
  RecordTime now();
}
