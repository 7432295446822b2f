/**
 * Runs {@code test_*} rules as {@code opa test} does. Depends on the facade. Start at {@link
 * io.tappass.rego.test.TestRun}.
 */
@NullMarked
package io.tappass.rego.test;

import org.jspecify.annotations.NullMarked;
