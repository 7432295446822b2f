/** The host daemon: pull, verify, render, apply, probe, report; Landlock; the hook socket. */
@NullMarked
package io.tappass.host;

import org.jspecify.annotations.NullMarked;
