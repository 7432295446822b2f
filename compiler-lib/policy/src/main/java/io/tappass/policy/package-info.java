/** The policy repository as a value, the cascade, {@code decide}, and the Compiled Policy. */
@NullMarked
package io.tappass.policy;

import org.jspecify.annotations.NullMarked;
