/**
 * What a host remembers and what it concludes: durable files, the lock, the clock's floor, and the
 * state of a sandbox as a pure function. Depends on {@code io.tappass.json}, {@code
 * io.tappass.policy} and {@code io.tappass.trust}. Start reading at {@link
 * io.tappass.host.state.SandboxState}.
 */
@NullMarked
package io.tappass.host.state;

import org.jspecify.annotations.NullMarked;
