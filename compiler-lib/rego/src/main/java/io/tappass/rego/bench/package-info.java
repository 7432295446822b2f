/** Measures evaluation; run by hand, never by a test. Start at {@code DecisionBench}. */
@NullMarked
package io.tappass.rego.bench;

import org.jspecify.annotations.NullMarked;
