package io.tappass.localstack.s3;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The settings of one bucket. Object lock needs versioning and cannot be taken back. */
record Bucket(
    String name,
    Instant created,
    boolean versioned,
    boolean lockEnabled,
    @Nullable DefaultRetention defaultRetention) {

  Bucket {
    if (lockEnabled && !versioned) {
      throw new IllegalArgumentException("object lock without versioning");
    }
    if (defaultRetention != null && !lockEnabled) {
      throw new IllegalArgumentException("a default retention without object lock");
    }
  }

  Bucket withVersioning() {
    return new Bucket(name, created, true, lockEnabled, defaultRetention);
  }

  Bucket withLock(@Nullable DefaultRetention retention) {
    return new Bucket(name, created, versioned, true, retention);
  }
}
