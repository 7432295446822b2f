package io.tappass.policy;

import io.tappass.policy.value.Ids;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Ceilings on counts, per sandbox: a new session sheds none. Zero allows no call.
 *
 * @param toolCallsPerMinute in any 60 seconds
 * @param toolCallsPerSession in one session
 * @param perTool tool id to its calls per session; a tool that is not named has no ceiling of its
 *     own
 */
public record BudgetLimits(
    long toolCallsPerMinute, long toolCallsPerSession, Map<String, Long> perTool) {

  /** Where no level declares {@code budget.tool_calls_per_minute}. */
  public static final long TOOL_CALLS_PER_MINUTE_DEFAULT = 60;

  /** Where no level declares {@code budget.tool_calls_per_session}. */
  public static final long TOOL_CALLS_PER_SESSION_DEFAULT = 1_000;

  /** The largest ceiling. */
  public static final long CALLS_MAX = 1_000_000_000;

  public BudgetLimits {
    perTool = Collections.unmodifiableMap(new TreeMap<>(perTool));
    check("tool_calls_per_minute", toolCallsPerMinute);
    check("tool_calls_per_session", toolCallsPerSession);
    perTool.forEach((tool, calls) -> {
      Ids.id("tool of a budget", tool);
      check(tool, calls);
    });
  }

  /** The ceilings where no level declares one. */
  public static BudgetLimits defaults() {
    return new BudgetLimits(
        TOOL_CALLS_PER_MINUTE_DEFAULT, TOOL_CALLS_PER_SESSION_DEFAULT, Map.of());
  }

  private static void check(String name, long calls) {
    if (calls < 0 || calls > CALLS_MAX) {
      throw new IllegalArgumentException(name + " is not within 0 and " + CALLS_MAX);
    }
  }
}
