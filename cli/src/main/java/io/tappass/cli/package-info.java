/**
 * The operator's command {@code tappass}, and the whole loop on one machine ({@code dev}, {@code
 * demo}). Every command parses, calls one object, and renders. Start at {@link
 * io.tappass.cli.Main}, which lists the commands; {@link io.tappass.cli.loop.LocalLoop} puts the
 * parts of TapPass together.
 */
@NullMarked
package io.tappass.cli;

import org.jspecify.annotations.NullMarked;
