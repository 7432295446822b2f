/**
 * Durable state in files: an append-only journal with group commit, and small files replaced as a
 * whole. Depends on nothing. Start reading at {@link io.tappass.localstack.durable.Journal}.
 */
@NullMarked
package io.tappass.localstack.durable;

import org.jspecify.annotations.NullMarked;
