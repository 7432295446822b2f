package io.tappass.rego.syntax;

import io.tappass.rego.diagnostic.SourceSpan;
import io.tappass.rego.value.ObjectValue;

/**
 * A {@code # METADATA} block.
 *
 * @param scope {@code rule}, {@code document}, {@code package} or {@code subpackages}
 * @param members as {@code rego.metadata.rule()} gives them, {@code scope} among them
 */
public record Annotations(String scope, ObjectValue members, SourceSpan span) {}
