package io.tappass.localstack.s3;

import java.time.Instant;
import java.time.ZoneOffset;

/**
 * What a bucket gives to new versions that bring no retention of their own; exactly one of days and
 * years is not zero.
 */
record DefaultRetention(Retention.Mode mode, int days, int years) {
  private static final int YEARS_MAX = 100;

  DefaultRetention {
    if ((days == 0) == (years == 0) || days < 0 || years < 0) {
      throw new IllegalArgumentException("either days or years");
    }
    if (years > YEARS_MAX || days > YEARS_MAX * 365) {
      throw new IllegalArgumentException("more than " + YEARS_MAX + " years");
    }
  }

  Retention from(Instant created) {
    return new Retention(
        mode, created.atOffset(ZoneOffset.UTC).plusYears(years).plusDays(days).toInstant());
  }
}
