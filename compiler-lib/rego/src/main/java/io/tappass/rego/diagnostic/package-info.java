/**
 * What a user did wrong and where: codes, spans, caret text and JSON. Depends on {@code json} only.
 * Start at {@link io.tappass.rego.diagnostic.Diagnostic}.
 */
@NullMarked
package io.tappass.rego.diagnostic;

import org.jspecify.annotations.NullMarked;
