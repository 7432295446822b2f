/**
 * {@code tappass bench}: measurements on this machine, on loopback, in a folder that is removed
 * afterwards. Each prints a table with its goal; none asserts. Start at {@link
 * io.tappass.cli.bench.BenchCommand}.
 */
@NullMarked
package io.tappass.cli.bench;

import org.jspecify.annotations.NullMarked;
