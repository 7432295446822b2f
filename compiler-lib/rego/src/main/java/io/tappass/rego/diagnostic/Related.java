package io.tappass.rego.diagnostic;

/** A second place that a diagnostic speaks of. */
public record Related(SourceSpan span, String message) {}
