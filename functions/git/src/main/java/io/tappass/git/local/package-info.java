/**
 * A policy repository on one machine, for {@code tappass dev} and {@code tappass demo}: a bare
 * repository served on loopback that answers every push with a signed webhook. Development only.
 */
@NullMarked
package io.tappass.git.local;

import org.jspecify.annotations.NullMarked;
