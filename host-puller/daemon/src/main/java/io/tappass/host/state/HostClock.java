package io.tappass.host.state;

import io.tappass.trust.ClockFloor;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** The time a host decides by: {@link ClockFloor} over this machine's two clocks. */
public final class HostClock {

  /**
   * One look at the clock.
   *
   * @param now to decide by; never goes back, and never slower than the monotonic clock
   * @param isSuspect whether the wall clock contradicts what was verified or the monotonic clock
   */
  public record Reading(Instant now, boolean isSuspect) {}

  private final InstantSource wall;
  private final LongSupplier monotonicNanos;
  private ClockFloor floor;

  /**
   * @param persisted the last time that was written down; {@link Instant#EPOCH} at first
   */
  public HostClock(InstantSource wall, LongSupplier monotonicNanos, Instant persisted) {
    this.wall = wall;
    this.monotonicNanos = monotonicNanos;
    this.floor = ClockFloor.start(persisted, wall.instant(), monotonicNanos.getAsLong());
  }

  /** Looks at both clocks. */
  public synchronized Reading read() {
    floor = floor.read(wall.instant(), monotonicNanos.getAsLong());
    return new Reading(floor.time(), floor.isSuspect());
  }

  /** A verified document was made at {@code issuedAt}: it is at least that late. */
  public synchronized void verified(Instant issuedAt) {
    floor = floor.read(wall.instant(), monotonicNanos.getAsLong()).verified(issuedAt);
  }
}
