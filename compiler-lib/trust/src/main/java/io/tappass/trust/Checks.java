package io.tappass.trust;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;

/** The checks that are on. */
final class Checks {

  /** All of them; what every production path uses. */
  static final Checks ALL = new Checks(EnumSet.allOf(Check.class));

  private final Set<Check> on;

  private Checks(Set<Check> on) {
    this.on = Collections.unmodifiableSet(on);
  }

  /** All but one: for the test that proves the one is needed. */
  static Checks without(Check check) {
    return new Checks(EnumSet.complementOf(EnumSet.of(check)));
  }

  /** Throws the refusal unless {@code holds}, if the check is on. */
  <R extends Refusal> void require(Check check, boolean holds, Supplier<R> refusal) throws R {
    if (!holds && on.contains(check)) {
      throw refusal.get();
    }
  }

  boolean has(Check check) {
    return on.contains(check);
  }
}
