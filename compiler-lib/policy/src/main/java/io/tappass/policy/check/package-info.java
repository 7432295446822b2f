/**
 * What {@code tappass check} and {@code tappass compile} call: every diagnostic of a repository at
 * once, warnings among them, as values, text and JSON. May depend on the compiler. Start reading at
 * {@link io.tappass.policy.check.PolicyCheck}.
 */
@NullMarked
package io.tappass.policy.check;

import org.jspecify.annotations.NullMarked;
