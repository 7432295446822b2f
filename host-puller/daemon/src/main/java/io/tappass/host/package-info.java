/**
 * The host daemon: pull, verify, render, apply, probe, report; the hook sockets; the kernel ring.
 * What it promises is {@code docs/spec/host.md}. May depend on the engine, the providers, trust and
 * audit. Start reading at {@link io.tappass.host.HostDaemon}; the sub-packages, in the order of the
 * work: {@code pull}, {@code follow}, {@code apply}, {@code state}, {@code socket}, {@code
 * landlock}.
 */
@NullMarked
package io.tappass.host;

import org.jspecify.annotations.NullMarked;
