/**
 * Strict JSON parser and canonical writer. Depends on nothing. Start at {@link
 * io.tappass.json.StrictJson} and {@link io.tappass.json.CanonicalJson}; the format stands in
 * {@code docs/spec/canonical-json.md}.
 */
@NullMarked
package io.tappass.json;

import org.jspecify.annotations.NullMarked;
