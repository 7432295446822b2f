/** What the daemon tells an operator: JSON lines, never payloads, prompts or keys. */
@NullMarked
package io.tappass.host.event;

import org.jspecify.annotations.NullMarked;
