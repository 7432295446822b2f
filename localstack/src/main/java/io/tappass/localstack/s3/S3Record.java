package io.tappass.localstack.s3;

import io.tappass.json.JsonException;
import io.tappass.json.JsonFields;
import io.tappass.json.JsonLimits;
import io.tappass.json.JsonShapeException;
import io.tappass.json.JsonText;
import io.tappass.json.JsonValue;
import io.tappass.json.StrictJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One change of the S3 state as it stands in the journal: the length of a JSON header, the header,
 * and for a version its body.
 */
sealed interface S3Record {

  /** A bucket was made, or its settings changed. */
  record PutBucket(Bucket bucket) implements S3Record {}

  /** A version or a delete marker was added. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record AddVersion(String bucket, ObjectVersion version, byte[] body) implements S3Record {}

  /** Retention and legal hold of a version changed. */
  record LockVersion(
      String bucket, String key, String id, @Nullable Retention retention, boolean isHeld)
      implements S3Record {}

  /** A version was removed for good. */
  record RemoveVersion(String bucket, String key, String id) implements S3Record {}

  /** Bytes of a header at most. */
  int HEADER_BYTES_MAX = 64 * 1024;

  /** The payload for the journal. */
  default byte[] encode() {
    JsonValue header =
        switch (this) {
          case PutBucket(Bucket bucket) -> bucketHeader(bucket);
          case AddVersion(String bucket, ObjectVersion version, byte[] body) ->
              versionHeader(bucket, version);
          case LockVersion change ->
              withLock(
                      JsonValue.object()
                          .put("op", "lock")
                          .put("bucket", change.bucket())
                          .put("key", change.key())
                          .put("id", change.id()),
                      change.retention(),
                      change.isHeld())
                  .build();
          case RemoveVersion change ->
              JsonValue.object()
                  .put("op", "remove")
                  .put("bucket", change.bucket())
                  .put("key", change.key())
                  .put("id", change.id())
                  .build();
        };
    byte[] text = JsonText.compact(header).getBytes(StandardCharsets.UTF_8);
    byte[] body = this instanceof AddVersion add ? add.body() : new byte[0];
    return ByteBuffer.allocate(4 + text.length + body.length)
        .putInt(text.length)
        .put(text)
        .put(body)
        .array();
  }

  /** Where the body starts inside a payload. */
  static int bodyAt(byte[] payload) {
    return 4 + ByteBuffer.wrap(payload).getInt();
  }

  private static JsonValue bucketHeader(Bucket bucket) {
    var header =
        JsonValue.object()
            .put("op", "bucket")
            .put("name", bucket.name())
            .put("created", bucket.created().toString())
            .put("versioned", bucket.versioned())
            .put("lock", bucket.lockEnabled());
    DefaultRetention retention = bucket.defaultRetention();
    if (retention != null) {
      header
          .put("mode", retention.mode().name())
          .put("days", retention.days())
          .put("years", retention.years());
    }
    return header.build();
  }

  private static JsonValue versionHeader(String bucket, ObjectVersion version) {
    var header =
        JsonValue.object()
            .put("op", "version")
            .put("bucket", bucket)
            .put("key", version.key())
            .put("id", version.id())
            .put("marker", version.isMarker())
            .put("etag", version.etag())
            .put("modified", version.modified().toString())
            .put("headers", texts(version.headers()))
            .put("checksums", texts(version.checksums()));
    return withLock(header, version.retention(), version.isHeld()).build();
  }

  private static JsonValue.ObjectBuilder withLock(
      JsonValue.ObjectBuilder header, @Nullable Retention retention, boolean held) {
    if (retention != null) {
      header.put("mode", retention.mode().name()).put("until", retention.until().toString());
    }
    return header.put("held", held);
  }

  private static JsonValue texts(Map<String, String> texts) {
    var object = JsonValue.object();
    new TreeMap<>(texts).forEach((name, value) -> object.put(name, value));
    return object.build();
  }

  /**
   * Reads a payload back.
   *
   * @param payloadAt its offset in the journal
   */
  static S3Record decode(byte[] payload, long payloadAt) throws IOException {
    int bodyAt = bodyAt(payload);
    try {
      JsonFields header =
          JsonFields.of(
              "record",
              StrictJson.parse(
                  Arrays.copyOfRange(payload, 4, bodyAt), JsonLimits.bytes(HEADER_BYTES_MAX)));
      String op = header.string("op");
      return switch (op) {
        case "bucket" -> new PutBucket(bucket(header));
        case "version" -> {
          byte[] body = Arrays.copyOfRange(payload, bodyAt, payload.length);
          yield new AddVersion(
              header.string("bucket"), version(header, body.length, payloadAt + bodyAt), body);
        }
        case "lock" ->
            new LockVersion(
                header.string("bucket"),
                header.string("key"),
                header.string("id"),
                retention(header),
                header.bool("held"));
        case "remove" ->
            new RemoveVersion(header.string("bucket"), header.string("key"), header.string("id"));
        default -> throw new IOException("a record of an unknown kind: " + op);
      };
    } catch (JsonException | JsonShapeException | IllegalArgumentException e) {
      throw new IOException("a record that cannot be read", e);
    }
  }

  private static Bucket bucket(JsonFields header) throws JsonShapeException {
    DefaultRetention retention =
        header.has("mode")
            ? new DefaultRetention(
                Retention.Mode.valueOf(header.string("mode")),
                (int) header.integer("days"),
                (int) header.integer("years"))
            : null;
    return new Bucket(
        header.string("name"),
        Instant.parse(header.string("created")),
        header.bool("versioned"),
        header.bool("lock"),
        retention);
  }

  private static ObjectVersion version(JsonFields header, int size, long bodyAt)
      throws JsonShapeException {
    return new ObjectVersion(
        header.string("key"),
        header.string("id"),
        header.bool("marker"),
        header.string("etag"),
        size,
        Instant.parse(header.string("modified")),
        texts(header.object("headers")),
        texts(header.object("checksums")),
        retention(header),
        header.bool("held"),
        bodyAt);
  }

  private static @Nullable Retention retention(JsonFields header) throws JsonShapeException {
    return header.has("mode")
        ? new Retention(
            Retention.Mode.valueOf(header.string("mode")), Instant.parse(header.string("until")))
        : null;
  }

  private static Map<String, String> texts(JsonFields object) throws JsonShapeException {
    var texts = new TreeMap<String, String>();
    for (String name : object.names()) {
      texts.put(name, object.string(name));
    }
    return texts;
  }
}
