/**
 * The call that a decision is about: the tool catalogue, the translation of a target's spelling and
 * arguments into a {@link io.tappass.policy.call.Call}, and the refusals on the way. The rules are
 * those of {@code docs/spec/call.md}. Depends on {@code io.tappass.json} and {@code
 * io.tappass.policy.value}. Start reading at {@code Catalogue}.
 */
@NullMarked
package io.tappass.policy.call;

import org.jspecify.annotations.NullMarked;
