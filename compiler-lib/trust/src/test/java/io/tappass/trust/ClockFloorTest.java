package io.tappass.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class ClockFloorTest {
  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

  @Test
  void a_clock_that_goes_on_is_believed() {
    ClockFloor clock = ClockFloor.start(NOON, NOON.plusSeconds(10), 0);
    ClockFloor later = clock.read(NOON.plusSeconds(40), seconds(30));

    assertThat(later.isSuspect()).isFalse();
    assertThat(later.time()).isEqualTo(NOON.plusSeconds(40));
  }

  @Test
  void a_clock_behind_the_floor_at_the_start_is_suspect_and_time_is_counted_from_the_floor() {
    ClockFloor clock = ClockFloor.start(NOON, NOON.minusSeconds(61), 0);

    assertThat(clock.isSuspect()).isTrue();
    assertThat(clock.time()).isEqualTo(NOON);
    assertThat(clock.read(NOON.minusSeconds(31), seconds(30)).time())
        .isEqualTo(NOON.plusSeconds(30));
    assertThat(ClockFloor.start(NOON, NOON.minusSeconds(60), 0).isSuspect()).isFalse();
  }

  @Test
  void a_clock_set_back_while_running_is_suspect_and_lengthens_nothing() {
    ClockFloor clock = ClockFloor.start(NOON, NOON, 0);
    ClockFloor back = clock.read(NOON.minus(Duration.ofHours(1)), seconds(5));

    assertThat(back.isSuspect()).isTrue();
    assertThat(back.time()).isEqualTo(NOON.plusSeconds(5));
  }

  @Test
  void a_clock_that_stands_still_is_suspect_after_a_minute_and_time_goes_on() {
    ClockFloor clock = ClockFloor.start(NOON, NOON, 0);
    for (int second = 10; second <= 60; second += 10) {
      clock = clock.read(NOON, seconds(second));
      assertThat(clock.isSuspect()).isFalse();
      assertThat(clock.time()).isEqualTo(NOON.plusSeconds(second));
    }
    clock = clock.read(NOON, seconds(70));

    assertThat(clock.isSuspect()).isTrue();
    assertThat(clock.time()).isEqualTo(NOON.plusSeconds(70));
  }

  @Test
  void only_a_lease_issued_after_the_floor_clears_the_suspicion() {
    ClockFloor suspect = ClockFloor.start(NOON, NOON.minusSeconds(600), 0);

    assertThat(suspect.verified(NOON.minusSeconds(700)).isSuspect()).isTrue();
    assertThat(suspect.verified(NOON).isSuspect()).isTrue();
    // Issued after the floor, but the wall clock still shows an earlier time.
    assertThat(suspect.verified(NOON.plusSeconds(5)).isSuspect()).isTrue();

    ClockFloor corrected = suspect.read(NOON.plusSeconds(20), seconds(10));
    assertThat(corrected.isSuspect()).isTrue();
    ClockFloor helped = corrected.verified(NOON.plusSeconds(15));
    assertThat(helped.isSuspect()).isFalse();
    assertThat(helped.time()).isEqualTo(NOON.plusSeconds(20));
  }

  @Test
  void the_floor_never_goes_down() {
    ClockFloor clock = ClockFloor.start(NOON, NOON, seconds(100));

    assertThat(clock.verified(NOON.minusSeconds(50)).time()).isEqualTo(NOON);
    assertThat(clock.read(NOON, seconds(1)).time()).isEqualTo(NOON);
    assertThat(clock.verified(NOON.plusSeconds(50)).time()).isEqualTo(NOON.plusSeconds(50));
  }

  private static long seconds(long seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }
}
