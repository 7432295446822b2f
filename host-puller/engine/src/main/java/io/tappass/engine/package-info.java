/** The per-call policy engine: pipeline steps, sessions, decisions. */
@NullMarked
package io.tappass.engine;

import org.jspecify.annotations.NullMarked;
