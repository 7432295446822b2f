package io.tappass.provider.claudecode;

import io.tappass.provider.TargetVersion;

/**
 * What a version of Claude Code can hold. Grades come from here: change the table and the grade
 * changes; the probes check that it is true.
 *
 * @param canFailClosed a hook that crashes, times out or is missing blocks the call ({@code
 *     onFailure: block})
 * @param hasStrictNetworkList the sandbox refuses hosts that are on no list ({@code
 *     strictAllowlist})
 */
record ClaudeCodeCapabilities(boolean canFailClosed, boolean hasStrictNetworkList) {

  /** First version with {@code onFailure} on command hooks. */
  static final TargetVersion FAIL_CLOSED_FROM = TargetVersion.parse("2.1.295");

  /** First version with {@code strictAllowlist}. */
  static final TargetVersion STRICT_NETWORK_FROM = TargetVersion.parse("2.1.219");

  static ClaudeCodeCapabilities of(TargetVersion version) {
    return new ClaudeCodeCapabilities(
        version.compareTo(FAIL_CLOSED_FROM) >= 0, version.compareTo(STRICT_NETWORK_FROM) >= 0);
  }
}
