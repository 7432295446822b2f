/**
 * Commands that run the stack on this machine ({@code dev}, {@code demo}) or ask a running one
 * ({@code status}, {@code decide}, {@code receipts}). Start at {@link
 * io.tappass.cli.stack.DevCommand}.
 */
@NullMarked
package io.tappass.cli.stack;

import org.jspecify.annotations.NullMarked;
