/**
 * The evaluator: statements linked into chains, terms as small programs over slots, rule values
 * cached per evaluation, every step counted against a budget. Depends on {@code rego.value}, {@code
 * rego.builtin} and the facade's plain records. Start at {@link io.tappass.rego.eval.Machine} and
 * {@link io.tappass.rego.eval.Step}.
 *
 * <p>There is no trail and no variable aliasing: the compiler orders the statements of every body
 * so that a slot is written before it is read on every path, and backtracking simply writes it
 * again.
 */
@NullMarked
package io.tappass.rego.eval;

import org.jspecify.annotations.NullMarked;
