package io.tappass.rego;

import io.tappass.rego.diagnostic.SourceSpan;
import io.tappass.rego.value.Value;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is known of one clause without evaluating it.
 *
 * @param path of the rule, {@code data.} included; steps that are no constants are left out
 * @param index of the clause within its module, from 0
 * @param labels from {@code # METADATA}: of the package, overridden by document, then rule
 * @param canonicalText one form for all layouts
 * @param id {@code r_} and 16 hex digits of SHA-256 over the canonical text
 * @param isMultiValue whether it says {@code contains}
 * @param isFunction whether it takes arguments
 * @param isDefault whether it is {@code default name := value}
 * @param isStatic whether every step of its name is a constant
 */
public record RuleInfo(
    String path,
    SourceSpan span,
    String name,
    int index,
    Map<String, Value> labels,
    String canonicalText,
    String id,
    boolean isMultiValue,
    boolean isFunction,
    boolean isDefault,
    boolean isStatic) {
  public RuleInfo {
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
  }
}
