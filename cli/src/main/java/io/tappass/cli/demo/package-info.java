/**
 * {@code tappass demo}: the main job, told step by step on a fresh stack. Start at {@link
 * io.tappass.cli.demo.DemoCommand}; {@link io.tappass.cli.demo.Demo} lists the steps.
 */
@NullMarked
package io.tappass.cli.demo;

import org.jspecify.annotations.NullMarked;
