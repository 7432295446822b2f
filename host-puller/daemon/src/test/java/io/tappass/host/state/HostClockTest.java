package io.tappass.host.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HostClockTest {
  private static final Instant START = Instant.parse("2026-11-24T16:00:00Z");

  private Instant wall = START;
  private long nanos = 5;

  private HostClock clock(Instant floor) {
    return new HostClock(() -> wall, () -> nanos, floor);
  }

  private void pass(Duration real, Duration shown) {
    nanos += real.toNanos();
    wall = wall.plus(shown);
  }

  @Test
  void a_good_clock_is_followed() {
    HostClock clock = clock(Instant.EPOCH);
    pass(Duration.ofMinutes(5), Duration.ofMinutes(5));
    assertThat(clock.read()).isEqualTo(new HostClock.Reading(wall, false));
  }

  @Test
  void a_clock_that_was_set_back_does_not_lengthen_a_lease_and_is_suspect() {
    HostClock clock = clock(Instant.EPOCH);
    clock.read();
    pass(Duration.ofMinutes(10), Duration.ofHours(-1));
    assertThat(clock.read())
        .isEqualTo(new HostClock.Reading(START.plus(Duration.ofMinutes(10)), true));
  }

  @Test
  void a_clock_that_stands_still_does_not_lengthen_a_lease_however_often_it_is_read() {
    HostClock clock = clock(Instant.EPOCH);
    clock.read();
    for (int second = 0; second < 61; second++) {
      pass(Duration.ofSeconds(1), Duration.ZERO);
      clock.read();
    }
    assertThat(clock.read()).isEqualTo(new HostClock.Reading(START.plusSeconds(61), true));
  }

  @Test
  void below_the_floor_at_the_start_only_a_lease_issued_after_the_floor_helps() {
    Instant floor = START.plus(Duration.ofHours(1));
    HostClock clock = clock(floor);
    assertThat(clock.read()).isEqualTo(new HostClock.Reading(floor, true));
    wall = floor.plusSeconds(10);
    clock.verified(floor);
    assertThat(clock.read().isSuspect()).isTrue();
    clock.verified(floor.plusSeconds(7));
    assertThat(clock.read()).isEqualTo(new HostClock.Reading(floor.plusSeconds(10), false));
  }

  @Test
  void whatever_the_wall_clock_does_time_never_goes_back_nor_slower_than_the_monotonic_clock() {
    long seed = 20261124;
    var random = new Random(seed);
    HostClock clock = clock(Instant.EPOCH);
    Instant last = clock.read().now();
    for (int round = 0; round < 10_000; round++) {
      long real = random.nextInt(1000);
      pass(Duration.ofSeconds(real), Duration.ofSeconds(random.nextInt(4000) - 2000));
      if (random.nextInt(10) == 0) {
        clock.verified(last.plusSeconds(random.nextInt(100) - 50));
      }
      Instant now = clock.read().now();
      assertThat(now).as("seed %d, round %d", seed, round).isAfterOrEqualTo(last.plusSeconds(real));
      last = now;
    }
  }
}
