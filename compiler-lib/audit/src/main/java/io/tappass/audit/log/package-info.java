/**
 * The host log: writes records to files, many at a time, and answers when they are durable. The one
 * place in {@code compiler-lib} with a thread and with files (docs/decisions/, "the host log lives
 * beside the record"). Depends on {@code audit}, {@code trust} and {@code json}. Start at {@link
 * io.tappass.audit.log.HostLog}; the format stands in {@code docs/spec/record.md}, section 4.
 */
@NullMarked
package io.tappass.audit.log;

import org.jspecify.annotations.NullMarked;
