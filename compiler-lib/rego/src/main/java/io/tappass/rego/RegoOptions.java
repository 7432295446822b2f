package io.tappass.rego;

import io.tappass.rego.syntax.Features;
import io.tappass.rego.syntax.SyntaxLimits;
import io.tappass.rego.value.ObjectValue;

/**
 * How sources are read and compiled.
 *
 * @param profile which builtins may be called
 * @param data the base document that {@code data} refers to beneath the rules
 * @param limits of the source text
 * @param features words that a query may use without import
 */
public record RegoOptions(
    Profile profile, ObjectValue data, SyntaxLimits limits, Features features) {

  /** Which builtins may be called. */
  public enum Profile {
    /** The deterministic ones: a decision can be replayed. */
    DECISION,
    /** All, as {@code opa eval}. */
    OPA
  }

  /** Deterministic builtins only, no base document. */
  public static RegoOptions decision() {
    return new RegoOptions(Profile.DECISION, ObjectValue.EMPTY, SyntaxLimits.STANDARD, Features.V1);
  }

  /** All builtins, no base document. */
  public static RegoOptions opa() {
    return new RegoOptions(Profile.OPA, ObjectValue.EMPTY, SyntaxLimits.STANDARD, Features.V1);
  }

  /** The same options over another base document. */
  public RegoOptions withData(ObjectValue document) {
    return new RegoOptions(profile, document, limits, features);
  }
}
