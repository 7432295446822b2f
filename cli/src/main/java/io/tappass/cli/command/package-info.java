/**
 * The operator's commands, one class each: parse, call one object of the libraries, render. What
 * they print goes through {@link io.tappass.cli.command.Output}. Start reading at {@link
 * io.tappass.cli.command.CheckCommand}.
 */
@NullMarked
package io.tappass.cli.command;

import org.jspecify.annotations.NullMarked;
