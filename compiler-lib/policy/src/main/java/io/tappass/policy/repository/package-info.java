/**
 * The policy repository as a value: a bounded tree of entries, YAML read into JSON with places, the
 * layout of {@code docs/spec/policy-repository.md}. May depend on {@code io.tappass.json}, {@code
 * io.tappass.rego.diagnostic} and the small values of {@code io.tappass.policy}. Start reading at
 * {@link io.tappass.policy.repository.RepositoryTree}.
 */
@NullMarked
package io.tappass.policy.repository;

import org.jspecify.annotations.NullMarked;
