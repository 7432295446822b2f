/**
 * The Compiled Policy as a document, and {@code decide}: what the levels of a policy answer to one
 * call. The rules are those of {@code docs/spec/compiled-policy.md} and {@code
 * docs/spec/decision.md}. Depends on {@code io.tappass.json}, {@code io.tappass.rego}, {@code
 * io.tappass.trust} and the packages {@code value} and {@code call} below it. Start reading at
 * {@link io.tappass.policy.CompiledPolicy}.
 */
@NullMarked
package io.tappass.policy;

import org.jspecify.annotations.NullMarked;
