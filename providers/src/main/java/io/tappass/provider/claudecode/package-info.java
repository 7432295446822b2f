/**
 * Claude Code: managed settings with a hook that fails closed, locks that keep users from widening
 * them, and the program's own sandbox where no kernel ring wraps it. Start at {@link
 * io.tappass.provider.claudecode.ClaudeCodeProvider}; {@link
 * io.tappass.provider.claudecode.ClaudeCodeModel} is written from the program's documentation and
 * shares no code with the renderer.
 */
@NullMarked
package io.tappass.provider.claudecode;

import org.jspecify.annotations.NullMarked;
