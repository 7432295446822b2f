/**
 * Bringing a verified policy into force: steps 7 to 11 of {@code docs/spec/host.md}. Renders by
 * every provider, stages a generation, writes the marks, switches by one rename, reads again and
 * probes. Depends on the providers, the state and the kernel ring. Start reading at {@link
 * io.tappass.host.apply.Applier}.
 */
@NullMarked
package io.tappass.host.apply;

import org.jspecify.annotations.NullMarked;
