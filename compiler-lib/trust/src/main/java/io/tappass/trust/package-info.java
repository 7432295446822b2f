/**
 * Keys, envelopes and the signed documents of delivery, and the host-side verifier. Depends on
 * {@code json} and Bouncy Castle. Start at {@code HostVerifier}; the specification is {@code
 * docs/spec/delivery.md}.
 */
@NullMarked
package io.tappass.trust;

import org.jspecify.annotations.NullMarked;
