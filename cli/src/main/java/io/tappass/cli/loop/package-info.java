/**
 * The whole of TapPass in one process on loopback, for {@code tappass dev} and {@code tappass
 * demo}: the AWS stand-ins, a local forge, the control loop over the real AWS SDK, and the host
 * daemon. Start at {@link io.tappass.cli.loop.LocalLoop}.
 */
@NullMarked
package io.tappass.cli.loop;

import org.jspecify.annotations.NullMarked;
