package io.tappass.policy.compile;

import io.tappass.policy.CompiledPolicy;
import java.util.Optional;

/**
 * What was compiled for one sandbox.
 *
 * @param quarantine why it denies all, if it does
 */
public record CompiledSandbox(
    String sandbox, CompiledPolicy policy, Provenance provenance, Optional<String> quarantine) {}
