/**
 * The small values a Compiled Policy is made of: ids, list entries (hosts, paths, names) with their
 * one normal form, and tagged JSON for constants that canonical JSON cannot hold. Depends on {@code
 * io.tappass.json} only. Start reading at {@link io.tappass.policy.value.ListEntry}.
 */
@NullMarked
package io.tappass.policy.value;

import org.jspecify.annotations.NullMarked;
