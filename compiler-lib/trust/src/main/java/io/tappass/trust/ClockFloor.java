package io.tappass.trust;

import java.time.Duration;
import java.time.Instant;

/**
 * The time that has certainly passed, as a value: {@code max(verified times, wall clock, floor +
 * monotonic clock)}. A wall clock that shows less, or that stands still, is suspect, and the time
 * is then counted on from the floor, so that neither ever lengthens a lease.
 *
 * @param floor no time before this is believed
 * @param monotonicNanos of this process when {@code floor} was reached
 * @param wall that was shown then
 * @param isSuspect whether the wall clock was suspect then
 */
public record ClockFloor(Instant floor, long monotonicNanos, Instant wall, boolean isSuspect) {

  /** How far the wall clock may be behind the floor. */
  public static final Duration SKEW_MAX = Lease.SKEW_MAX;

  /**
   * The clock at the start of a process.
   *
   * @param persisted floor of the process before
   */
  public static ClockFloor start(Instant persisted, Instant wall, long monotonicNanos) {
    boolean behind = isBehind(persisted, wall);
    return new ClockFloor(
        behind ? persisted : later(persisted, wall), monotonicNanos, wall, behind);
  }

  /**
   * The clock some time later. Once suspect, it stays so until {@link #verified} helps.
   *
   * @param monotonicNanosNow of the same process
   */
  public ClockFloor read(Instant wallNow, long monotonicNanosNow) {
    Duration passed = Duration.ofNanos(Math.max(0, monotonicNanosNow - monotonicNanos));
    Instant counted = floor.plus(passed);
    boolean behind = isBehind(counted, wallNow);
    // A wall clock that stands still falls behind what is counted, and so is caught here too.
    boolean suspect = isSuspect || behind;
    return new ClockFloor(
        suspect ? counted : later(counted, wallNow), monotonicNanosNow, wallNow, suspect);
  }

  /**
   * The clock after a lease was verified. A lease issued after the floor, and not after the wall
   * clock, shows that the wall clock is right again.
   */
  public ClockFloor verified(Instant issuedAt) {
    boolean helps = issuedAt.isAfter(floor) && !isBehind(issuedAt, wall);
    Instant raised = later(floor, issuedAt);
    return helps && isSuspect
        ? new ClockFloor(later(raised, wall), monotonicNanos, wall, false)
        : new ClockFloor(raised, monotonicNanos, wall, isSuspect);
  }

  /** The time to judge documents by: never before what has certainly passed. */
  public Instant time() {
    return floor;
  }

  private static boolean isBehind(Instant floor, Instant wall) {
    return wall.isBefore(floor.minus(SKEW_MAX));
  }

  private static Instant later(Instant one, Instant other) {
    return one.isBefore(other) ? other : one;
  }
}
