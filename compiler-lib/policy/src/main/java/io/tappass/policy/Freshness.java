package io.tappass.policy;

import io.tappass.policy.value.WireName;
import java.util.Locale;

/**
 * What happens once the lease has ended.
 *
 * @param graceSeconds after the end of the lease in which the policy still decides
 */
public record Freshness(long graceSeconds, OnStale onStale) {

  /** Where no level declares {@code freshness.grace_seconds}. */
  public static final long GRACE_SECONDS_DEFAULT = 0;

  /** The longest grace: a day. */
  public static final long GRACE_SECONDS_MAX = 86_400;

  /** What decides when the grace is over. */
  public enum OnStale implements WireName {
    /** Every call is denied. */
    DENY_ALL,
    /** The calls of the floor are decided, every other is denied. */
    FLOOR;

    @Override
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Freshness {
    if (graceSeconds < 0 || graceSeconds > GRACE_SECONDS_MAX) {
      throw new IllegalArgumentException("grace_seconds is not within 0 and " + GRACE_SECONDS_MAX);
    }
  }
}
