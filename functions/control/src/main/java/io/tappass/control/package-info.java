/**
 * Use cases of the control loop (receive push, compile, publish, lease, reconcile, enrol, take
 * report) and their ports.
 */
@NullMarked
package io.tappass.control;

import org.jspecify.annotations.NullMarked;
