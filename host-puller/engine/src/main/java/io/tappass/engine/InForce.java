package io.tappass.engine;

import io.tappass.policy.CompiledPolicy;
import io.tappass.policy.PolicyLoadException;
import io.tappass.policy.PolicyProgram;

/**
 * A verified policy, made ready to decide. Immutable, so that a switch is one reference.
 *
 * @param digest of the policy
 * @param release it came with
 */
public record InForce(PolicyProgram program, String digest, long release) {

  /**
   * Prepares a policy.
   *
   * @throws PolicyLoadException if its Rego or its catalogue cannot be loaded: it must not be
   *     activated
   */
  public static InForce of(CompiledPolicy policy, long release) throws PolicyLoadException {
    PolicyProgram program = PolicyProgram.load(policy);
    return new InForce(program, program.digest(), release);
  }

  /** What it was made of. */
  public CompiledPolicy policy() {
    return program.policy();
  }
}
