/**
 * The hook socket of each sandbox and the client that harnesses start: {@code docs/spec/host.md},
 * sections "Hook socket" and "Hook client". The engine stands behind {@link
 * io.tappass.host.socket.HookHandler}. Depends on {@code io.tappass.json} and {@code
 * io.tappass.host.event}. Start reading at {@link io.tappass.host.socket.HookSocket}.
 */
@NullMarked
package io.tappass.host.socket;

import org.jspecify.annotations.NullMarked;
