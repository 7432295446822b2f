/**
 * Measures how long a push takes to be in force: on one host, and on a fleet of simulated ones in
 * this process. May use {@link io.tappass.cli.loop}. Start at {@link
 * io.tappass.cli.fleet.ApplyBench}.
 */
@NullMarked
package io.tappass.cli.fleet;

import org.jspecify.annotations.NullMarked;
