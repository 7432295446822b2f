/**
 * Audit records, session chains, the Merkle tree over them, checkpoints, and the offline verifier.
 * Pure: no thread, no clock, no network; the verifier reads files. Depends on {@code json} and
 * {@code trust}. Start at {@link io.tappass.audit.RecordLine} and {@link
 * io.tappass.audit.AuditVerifier}; the formats stand in {@code docs/spec/record.md}.
 */
@NullMarked
package io.tappass.audit;

import org.jspecify.annotations.NullMarked;
