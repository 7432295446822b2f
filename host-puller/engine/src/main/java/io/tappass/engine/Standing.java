package io.tappass.engine;

import io.tappass.policy.ReasonCode;
import java.time.Instant;

/**
 * Whether the policy at hand may decide right now; asked anew for every call, because leases end
 * and kills arrive while nothing is being pulled.
 */
@FunctionalInterface
public interface Standing {

  /** The standing at {@code now}; must not block. */
  Admission admit(Instant now);

  /** What a standing says. */
  sealed interface Admission {}

  /** The policy decides. */
  record Current() implements Admission {}

  /** The lease has ended and so has its grace: only what the policy says for stale hosts. */
  record Stale() implements Admission {}

  /** Every call is denied with this reason. */
  record Refused(ReasonCode reason, String message) implements Admission {}
}
