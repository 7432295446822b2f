package io.tappass.rego.builtin;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A declared builtin.
 *
 * @param name with its dots, {@code json.unmarshal} say
 * @param signature what it takes and gives
 * @param infix its operator, or null
 * @param deterministic whether it gives the same result for the same arguments, always; the others
 *     are outside the decision profile
 * @param deprecated whether OPA refuses it in Rego v1
 * @param relation whether it gives any number of results ({@code walk})
 * @param offered whether this engine computes it; the limitations name those that it does not
 * @param function what computes it, or null where the evaluator does so itself
 */
public record Builtin(
    String name,
    Signature signature,
    @Nullable String infix,
    boolean deterministic,
    boolean deprecated,
    boolean relation,
    boolean offered,
    @Nullable BuiltinFunction function) {

  /** Whether a rule that decides may use it; time comes from {@code input.session.time} there. */
  public boolean inDecisionProfile() {
    return deterministic && offered;
  }

  /** What computes it; empty where the evaluator must do so itself. */
  public Optional<BuiltinFunction> implementation() {
    return Optional.ofNullable(function);
  }

  /** The same builtin, computed by {@code function}. */
  public Builtin withFunction(BuiltinFunction replacement) {
    return new Builtin(
        name, signature, infix, deterministic, deprecated, relation, true, replacement);
  }
}
