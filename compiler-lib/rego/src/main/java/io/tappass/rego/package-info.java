/** Rego: parse, compile, evaluate, test. Depends on {@code json} only. */
@NullMarked
package io.tappass.rego;

import org.jspecify.annotations.NullMarked;
