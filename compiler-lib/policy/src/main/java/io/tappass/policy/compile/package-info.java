/**
 * From a repository and the enrolled sandboxes to Compiled Policies with their provenance: pure,
 * deterministic, and with every error kept to its scope. Follows {@code
 * docs/spec/policy-repository.md}. May depend on the repository, the cascade and {@code
 * io.tappass.rego}. Start reading at {@link io.tappass.policy.compile.PolicyCompiler}.
 */
@NullMarked
package io.tappass.policy.compile;

import org.jspecify.annotations.NullMarked;
