package io.tappass.localstack.s3;

import java.time.Instant;

/** Until when a version cannot be deleted, and whether anybody may shorten that. */
record Retention(Mode mode, Instant until) {

  enum Mode {
    /** A permission may shorten or bypass it. */
    GOVERNANCE,
    /** Nobody may shorten it. */
    COMPLIANCE
  }

  boolean holdsAt(Instant now) {
    return until.isAfter(now);
  }
}
