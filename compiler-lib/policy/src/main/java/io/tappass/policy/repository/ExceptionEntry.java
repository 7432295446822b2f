package io.tappass.policy.repository;

import io.tappass.policy.PolicyException.Effect;
import io.tappass.rego.diagnostic.SourceSpan;
import java.time.Instant;

/**
 * One entry of an {@code exceptions.yaml}.
 *
 * @param rule the id in the labels of the rules that it excepts
 * @param scope where it holds
 * @param until from this second on it does nothing
 */
public record ExceptionEntry(
    String rule, Scope scope, Instant until, String reason, Effect effect, SourceSpan place) {}
