/** Audit records, session chains, the Merkle host log, checkpoints, and the offline verifier. */
@NullMarked
package io.tappass.audit;

import org.jspecify.annotations.NullMarked;
