/**
 * Runs folders of OPA's YAML case files against this implementation. Depends on the facade. Start
 * at {@link io.tappass.rego.conformance.Conformance}.
 */
@NullMarked
package io.tappass.rego.conformance;

import org.jspecify.annotations.NullMarked;
