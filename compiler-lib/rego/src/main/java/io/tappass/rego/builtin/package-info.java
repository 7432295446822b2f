/**
 * The functions that Rego has without defining them, one class for each family.
 *
 * <p>What OPA declares stands in the resource {@code declarations.txt}; what computes it is bound
 * to the names by {@link io.tappass.rego.builtin.Builtins}, where reading starts. Error texts are
 * OPA's, since policies and their tests match them.
 *
 * <p>Depends on {@code io.tappass.rego.value} and {@code io.tappass.json} only. Nothing here reads
 * a clock, a file, the network or the environment: time and randomness come from the {@link
 * io.tappass.rego.builtin.BuiltinContext}.
 */
@NullMarked
package io.tappass.rego.builtin;

import org.jspecify.annotations.NullMarked;
