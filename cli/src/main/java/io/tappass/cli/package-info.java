/**
 * The operator command {@code tappass}, and the whole loop on one machine ({@code dev}, {@code
 * demo}).
 */
@NullMarked
package io.tappass.cli;

import org.jspecify.annotations.NullMarked;
