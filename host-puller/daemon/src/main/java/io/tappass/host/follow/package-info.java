/**
 * Following what is published: polls the lease, verifies in the order of {@code
 * docs/spec/delivery.md}, hands verified policies to {@code io.tappass.host.apply}, and reports.
 * Start reading at {@link io.tappass.host.follow.LeaseFollower}, then {@link
 * io.tappass.host.follow.SandboxFollower}.
 */
@NullMarked
package io.tappass.host.follow;

import org.jspecify.annotations.NullMarked;
