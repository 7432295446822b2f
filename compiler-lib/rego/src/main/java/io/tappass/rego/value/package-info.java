/**
 * The values of Rego: what rules compute with. Immutable, totally ordered, safe to share between
 * threads.
 *
 * <p>Depends on {@code io.tappass.json} only. Start reading at {@link io.tappass.rego.value.Value},
 * then {@link io.tappass.rego.value.NumberValue}, the only value that is not what it looks like.
 */
@NullMarked
package io.tappass.rego.value;

import org.jspecify.annotations.NullMarked;
