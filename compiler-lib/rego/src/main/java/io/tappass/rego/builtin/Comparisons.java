package io.tappass.rego.builtin;

import io.tappass.rego.value.BooleanValue;

/** {@code ==}, {@code !=}, {@code <}, {@code <=}, {@code >}, {@code >=}: OPA's total order. */
final class Comparisons {
  private Comparisons() {}

  static Family family() {
    return new Family()
        .bind("equal", (context, a) -> BooleanValue.of(a.getFirst().equals(a.getLast())))
        .bind("neq", (context, a) -> BooleanValue.of(!a.getFirst().equals(a.getLast())))
        .bind("lt", (context, a) -> BooleanValue.of(a.getFirst().compareTo(a.getLast()) < 0))
        .bind("lte", (context, a) -> BooleanValue.of(a.getFirst().compareTo(a.getLast()) <= 0))
        .bind("gt", (context, a) -> BooleanValue.of(a.getFirst().compareTo(a.getLast()) > 0))
        .bind("gte", (context, a) -> BooleanValue.of(a.getFirst().compareTo(a.getLast()) >= 0));
  }
}
