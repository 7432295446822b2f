package io.tappass.policy.cascade;

import io.tappass.rego.diagnostic.SourceSpan;

/**
 * A value with the place in the source that declares it.
 *
 * @param place of the rule, or of the member of a YAML document
 */
public record Placed<T>(T value, SourceSpan place) {}
