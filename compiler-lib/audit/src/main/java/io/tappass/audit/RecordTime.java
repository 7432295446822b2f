package io.tappass.audit;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * When something happened, by three clocks that lie in different ways.
 *
 * @param wall by the wall clock; cut to microseconds
 * @param monotonicNanos by the clock that no one sets, in nanoseconds; only differences within one
 *     boot mean anything
 * @param bootId of the run of the machine
 */
public record RecordTime(Instant wall, long monotonicNanos, String bootId) {
  public RecordTime {
    wall = wall.truncatedTo(ChronoUnit.MICROS);
    Identifiers.require("boot id", bootId);
  }
}
