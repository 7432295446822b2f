/**
 * From syntax trees to programs: names, scopes, the order of statements, chains of steps. Depends
 * on {@code rego.syntax}, {@code rego.eval}, {@code rego.builtin}. Start at {@link
 * io.tappass.rego.compile.Compiler}, whose table lists the stages.
 */
@NullMarked
package io.tappass.rego.compile;

import org.jspecify.annotations.NullMarked;
