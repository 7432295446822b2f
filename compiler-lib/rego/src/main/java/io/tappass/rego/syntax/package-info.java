/**
 * Rego text and its tree: lexer, parser, syntax tree with spans, canonical printer. Depends on
 * {@code json}, {@code rego.value} and {@code rego.diagnostic}. Start at {@link
 * io.tappass.rego.syntax.Parser}.
 */
@NullMarked
package io.tappass.rego.syntax;

import org.jspecify.annotations.NullMarked;
