package io.tappass.rego;

import java.util.random.RandomGenerator;

/**
 * How a query is evaluated.
 *
 * @param isStrict whether an error of a builtin ends the evaluation
 * @param timeNanos since 1970, what {@code time.now_ns} answers
 * @param random for the builtins that ask for it
 */
public record QueryOptions(
    Budget budget, boolean isStrict, long timeNanos, RandomGenerator random) {}
