/**
 * Landlock: the kernel ring of Linux without third parties. Renders the document that {@code
 * tappass-host exec} restricts a process with ({@code docs/spec/landlock.md}). Start at {@link
 * io.tappass.provider.landlock.LandlockProvider}.
 */
@NullMarked
package io.tappass.provider.landlock;

import org.jspecify.annotations.NullMarked;
