/**
 * Keys, envelopes and the signed documents of delivery, and the host-side verifier. Depends on
 * {@code json} only.
 */
@NullMarked
package io.tappass.trust;

import org.jspecify.annotations.NullMarked;
