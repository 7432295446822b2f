/**
 * Rego: parse, compile, evaluate, test. Depends on {@code json} only. Start at {@link
 * io.tappass.rego.Rego}; a compiled policy is a {@link io.tappass.rego.Program}.
 */
@NullMarked
package io.tappass.rego;

import org.jspecify.annotations.NullMarked;
