package io.tappass.policy;

import io.tappass.policy.call.CallRefusal;
import io.tappass.policy.value.WireName;
import java.util.Locale;

/** Why a call was not simply allowed. Stable: see {@code docs/spec/decision.md}. */
public enum ReasonCode implements WireName {
  /** The agent level does not grant it. */
  NOT_GRANTED,
  /** An organisation or project level that declares {@code allow} does not allow it. */
  CEILING,
  /** A {@code deny} rule holds. */
  DENIED,
  /** A rule failed, or spent its budget. */
  RULE_ERROR,
  /** An {@code ask} rule holds. */
  ASKED,
  /** No approved tool is spelled so at this target. */
  UNKNOWN_TOOL,
  /** The arguments do not validate. */
  ARGS_INVALID,
  /** The call can be read in two ways. */
  AMBIGUOUS,
  /** No lease says that the policy is still current. */
  STALE,
  /** A lease kills this scope. */
  KILLED,
  /** The scope is quarantined: its policy did not compile. */
  QUARANTINED,
  /** A rate or a count is used up. */
  BUDGET_EXHAUSTED,
  /** Too many destructive calls in too short a time. */
  LOOP_GUARD,
  /** A pipeline step found something. */
  STEP_BLOCKED,
  /** The policy names a pipeline step that this engine does not have. */
  STEP_UNSUPPORTED,
  /** Nobody who could answer at this tier can be asked on this path. */
  ASK_TIER_UNSUPPORTED,
  /** No session, or one of another sandbox. */
  SESSION_INVALID,
  /** The decision could not be recorded durably. */
  AUDIT_UNAVAILABLE,
  /** The request is larger than an engine takes. */
  REQUEST_TOO_LARGE,
  /** No decision within the time allowed. */
  TIMED_OUT,
  /** Something failed that should not. */
  INTERNAL_ERROR,
  /** The sandbox has never had a verified policy. */
  STATE_ABSENT,
  /** The policy at hand is older than one that was in force. */
  STATE_FROZEN,
  /** The policy or its keys expired. */
  STATE_EXPIRED,
  /** The enrolment was revoked. */
  STATE_REVOKED,
  /** What is at hand does not verify. */
  STATE_UNTRUSTED,
  /** The clock of the host went back. */
  STATE_CLOCK_SUSPECT;

  @Override
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The reason of a refused translation. */
  public static ReasonCode of(CallRefusal.Code code) {
    return switch (code) {
      case UNKNOWN_TOOL -> UNKNOWN_TOOL;
      case ARGS_INVALID -> ARGS_INVALID;
      case AMBIGUOUS -> AMBIGUOUS;
    };
  }
}
