/**
 * Providers: pure renderers from a Compiled Policy to one target each, with coverage and probes.
 */
@NullMarked
package io.tappass.provider;

import org.jspecify.annotations.NullMarked;
