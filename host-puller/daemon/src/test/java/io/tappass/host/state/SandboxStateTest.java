package io.tappass.host.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.host.state.SandboxState.Calls;
import io.tappass.host.state.SandboxState.Facts;
import io.tappass.policy.Freshness;
import io.tappass.policy.Freshness.OnStale;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SandboxStateTest {
  private static final Instant NOW = Instant.parse("2026-11-24T16:00:00Z");

  /**
   * Flags: r revoked, k killed, a applied, i intact, c clock, e root expired, q, b below, n newest.
   */
  @ParameterizedTest
  @CsvSource({
    "rkaiceqbn,  10, 0, deny_all, revoked",
    "kaiceqbn,   10, 0, deny_all, halted",
    "k,          10, 0, deny_all, halted",
    "n,          10, 0, deny_all, absent",
    "q,          10, 0, deny_all, quarantined",
    "aceqbn,     10, 0, deny_all, untrusted",
    "aiceqbn,    10, 0, deny_all, clock-suspect",
    "aieqbn,     10, 0, deny_all, expired",
    "aiqbn,      10, 0, deny_all, quarantined",
    "aibn,       10, 0, deny_all, frozen",
    "aib,        10, 0, deny_all, frozen",
    "ain,        10, 0, deny_all, current",
    "ai,         10, 0, deny_all, last-known-good",
    "ain,         1, 0, deny_all, current",
    "ain,         0, 0, deny_all, stale-deny",
    "ain,         0, 1, deny_all, stale-grace",
    "ain,        -9, 10, deny_all, stale-grace",
    "ain,       -10, 10, deny_all, stale-deny",
    "ain,       -10, 10, floor, stale-floor",
    "aib,       -11, 10, floor, stale-floor",
    "ai,        -11, 10, deny_all, stale-deny",
    "ain,          , 10, deny_all, stale-deny",
    "ain,          , 10, floor, stale-floor"
  })
  void the_first_row_that_fits_is_the_state(
      String flags, Integer leaseSeconds, long grace, String onStale, String expected) {
    var facts =
        new Facts(
            flags.contains("r"),
            flags.contains("k"),
            flags.contains("a"),
            flags.contains("i"),
            flags.contains("c"),
            flags.contains("e"),
            flags.contains("q"),
            flags.contains("b"),
            flags.contains("n"),
            Optional.ofNullable(leaseSeconds).map(NOW::plusSeconds),
            new Freshness(grace, OnStale.valueOf(onStale.toUpperCase(Locale.ROOT))));
    SandboxState state = SandboxState.of(facts, NOW);
    assertThat(state.text()).isEqualTo(expected);
    assertThat(SandboxState.of(expected)).contains(state);
  }

  @Test
  void work_is_started_only_where_the_policy_decides() {
    Set<SandboxState> deciding =
        Set.of(
            SandboxState.CURRENT,
            SandboxState.LAST_KNOWN_GOOD,
            SandboxState.FROZEN,
            SandboxState.STALE_GRACE);
    for (SandboxState state : SandboxState.values()) {
      assertThat(state.mayStart()).isEqualTo(deciding.contains(state));
      assertThat(state.calls() == Calls.POLICY).isEqualTo(deciding.contains(state));
    }
  }
}
