package io.tappass.localstack.s3;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One version of an object, or a delete marker.
 *
 * @param id {@code null} as text where the bucket was not versioned
 * @param etag quoted MD5 of the body; empty for a marker
 * @param headers what a GET answers beside the body: content headers, metadata
 * @param checksums by header name, in base64
 * @param bodyAt offset of the body in the journal
 */
record ObjectVersion(
    String key,
    String id,
    boolean isMarker,
    String etag,
    int size,
    Instant modified,
    Map<String, String> headers,
    Map<String, String> checksums,
    @Nullable Retention retention,
    boolean isHeld,
    long bodyAt) {

  ObjectVersion {
    headers = Map.copyOf(headers);
    checksums = Map.copyOf(checksums);
  }

  static ObjectVersion marker(String key, String id, Instant now) {
    return new ObjectVersion(key, id, true, "", 0, now, Map.of(), Map.of(), null, false, 0);
  }

  ObjectVersion withLock(@Nullable Retention newRetention, boolean newHold) {
    return new ObjectVersion(
        key, id, isMarker, etag, size, modified, headers, checksums, newRetention, newHold, bodyAt);
  }

  ObjectVersion withBodyAt(long offset) {
    return new ObjectVersion(
        key, id, isMarker, etag, size, modified, headers, checksums, retention, isHeld, offset);
  }
}
