package io.tappass.host.state;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The time a host decides by: never below {@code max(verified times, wall, floor + monotonic)}, so
 * that neither a clock that was set back nor one that stands still lengthens a lease. Section
 * "Clock" of {@code docs/spec/host.md}. Safe for several threads.
 */
public final class HostClock {

  /** How far the wall clock may lie behind before it is suspect. */
  public static final Duration SKEW_MAX = Duration.ofSeconds(60);

  /**
   * One look at the clock.
   *
   * @param now to decide by
   * @param isSuspect whether the wall clock contradicts what was verified or the monotonic clock
   */
  public record Reading(Instant now, boolean isSuspect) {}

  private final InstantSource wall;
  private final LongSupplier monotonicNanos;
  private Instant floor;
  private long floorNanos;

  /** By how much the wall clock is known to lie behind, since a lease vouched for the time. */
  private Duration lagAccepted = Duration.ZERO;

  private boolean isSuspect;
  private Instant suspectFloor;

  /**
   * @param floor the last time that was written down; {@link Instant#EPOCH} at first
   */
  public HostClock(InstantSource wall, LongSupplier monotonicNanos, Instant floor) {
    this.wall = wall;
    this.monotonicNanos = monotonicNanos;
    this.floor = floor;
    this.floorNanos = monotonicNanos.getAsLong();
    this.suspectFloor = floor;
  }

  /** Looks at both clocks. */
  public synchronized Reading read() {
    long nanos = monotonicNanos.getAsLong();
    Instant carried = floor.plusNanos(Math.max(0, nanos - floorNanos));
    Instant shown = wall.instant();
    Duration lag = Duration.between(shown, carried);
    if (lag.isNegative()) {
      // The wall clock leads: it is the new floor.
      floor = shown;
      lagAccepted = Duration.ZERO;
    } else {
      floor = carried;
    }
    floorNanos = nanos;
    if (!isSuspect && lag.compareTo(lagAccepted.plus(SKEW_MAX)) > 0) {
      isSuspect = true;
      suspectFloor = floor;
    }
    return new Reading(floor, isSuspect);
  }

  /**
   * A verified document was made at {@code issuedAt}: it is at least that late. A lease that is
   * newer than the moment in which the clock became suspect vouches for the time again.
   */
  public synchronized void verified(Instant issuedAt) {
    Reading before = read();
    if (isSuspect && issuedAt.isAfter(suspectFloor)) {
      isSuspect = false;
      Instant known = issuedAt.isAfter(before.now()) ? issuedAt : before.now();
      Duration lag = Duration.between(wall.instant(), known);
      lagAccepted = lag.isNegative() ? Duration.ZERO : lag;
    }
    if (issuedAt.isAfter(floor)) {
      // The lease's clock leads ours: what lies between is no fault of ours, and no suspicion.
      Duration lag = Duration.between(wall.instant(), issuedAt);
      lagAccepted = lag.compareTo(lagAccepted) > 0 ? lag : lagAccepted;
      floor = issuedAt;
    }
  }

  /** The time to write down. */
  public synchronized Instant floor() {
    return read().now();
  }
}
