/**
 * The codes of everything that can be wrong with a policy repository, and a place to collect them.
 * May depend on {@code io.tappass.rego.diagnostic} only. Start reading at {@link
 * io.tappass.policy.diagnostic.PolicyCode}.
 */
@NullMarked
package io.tappass.policy.diagnostic;

import org.jspecify.annotations.NullMarked;
