package io.tappass.policy.cascade;

import io.tappass.policy.AuditSettings;
import io.tappass.policy.BudgetLimits;
import io.tappass.policy.Freshness;

/** The numbers of which the lowest counts. */
public enum Ceiling {
  TOOL_CALLS_PER_MINUTE(
      "budget.tool_calls_per_minute",
      0,
      BudgetLimits.CALLS_MAX,
      BudgetLimits.TOOL_CALLS_PER_MINUTE_DEFAULT),
  TOOL_CALLS_PER_SESSION(
      "budget.tool_calls_per_session",
      0,
      BudgetLimits.CALLS_MAX,
      BudgetLimits.TOOL_CALLS_PER_SESSION_DEFAULT),
  GRACE_SECONDS(
      "freshness.grace_seconds", 0, Freshness.GRACE_SECONDS_MAX, Freshness.GRACE_SECONDS_DEFAULT),
  HEARTBEAT_SECONDS("audit.heartbeat_seconds", 1, 3_600, AuditSettings.HEARTBEAT_SECONDS_DEFAULT);

  private final String path;
  private final long min;
  private final long max;
  private final long undeclared;

  Ceiling(String path, long min, long max, long undeclared) {
    this.path = path;
    this.min = min;
    this.max = max;
    this.undeclared = undeclared;
  }

  /** The path inside the level's package. */
  public String path() {
    return path;
  }

  /** The smallest value. */
  public long min() {
    return min;
  }

  /** The largest value. */
  public long max() {
    return max;
  }

  /** What counts where no level declares it. */
  public long undeclared() {
    return undeclared;
  }
}
