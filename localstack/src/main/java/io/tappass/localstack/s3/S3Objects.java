package io.tappass.localstack.s3;

import io.tappass.localstack.wire.Answer;
import io.tappass.localstack.wire.Hashing;
import io.tappass.localstack.wire.NotBuiltException;
import io.tappass.localstack.wire.ServiceException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PutObject, GetObject, HeadObject, DeleteObject. */
final class S3Objects {

  /** Bytes of one object; AWS allows 5 GiB in one request. */
  static final int OBJECT_BYTES_MAX = 64 * 1024 * 1024;

  /** Bytes of a key. */
  static final int KEY_BYTES_MAX = 1024;

  /** Bytes of all metadata of an object. */
  static final int METADATA_BYTES_MAX = 2048;

  private static final List<String> CONTENT_HEADERS =
      List.of("cache-control", "content-disposition", "content-language", "expires");
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  private final S3Store store;
  private final S3Locks locks;

  S3Objects(S3Store store, S3Locks locks) {
    this.store = store;
    this.locks = locks;
  }

  Answer put(S3Request request) throws ServiceException, IOException {
    byte[] body = request.body();
    if (request.key().getBytes(StandardCharsets.UTF_8).length > KEY_BYTES_MAX) {
      throw new ServiceException(400, "KeyTooLongError", "Your key is too long");
    }
    if (body.length > OBJECT_BYTES_MAX) {
      throw new ServiceException(
          400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size");
    }
    byte[] md5 = Hashing.digest("MD5", body);
    requireMd5(request, md5);
    S3Store.Expectation expectation = expectation(request);
    S3Locks.Asked lock = locks.asked(request);
    Map<String, String> checksums = request.signed().checksum().headers();
    var draft =
        new ObjectVersion(
            request.key(),
            "",
            false,
            "\"" + HexFormat.of().formatHex(md5) + "\"",
            body.length,
            Instant.EPOCH,
            headers(request),
            checksums,
            lock.retention(),
            lock.isHeld(),
            0);
    ObjectVersion stored = store.put(request.bucket(), draft, body, expectation);
    var headers = new TreeMap<>(checksums);
    if (!checksums.isEmpty()) {
      headers.put("x-amz-checksum-type", "FULL_OBJECT");
    }
    headers.put("ETag", stored.etag());
    putVersionId(headers, stored);
    return Answer.empty(200, headers);
  }

  private static void putVersionId(Map<String, String> headers, ObjectVersion version) {
    if (!version.id().equals(S3Store.NULL_VERSION)) {
      headers.put("x-amz-version-id", version.id());
    }
  }

  private static void requireMd5(S3Request request, byte[] md5) throws ServiceException {
    Optional<String> given = request.header("content-md5");
    if (given.isEmpty()) {
      return;
    }
    byte[] expected;
    try {
      expected = Base64.getDecoder().decode(given.get());
    } catch (IllegalArgumentException e) {
      throw new ServiceException(
          400, "InvalidDigest", "The Content-MD5 you specified was invalid.");
    }
    if (!Arrays.equals(expected, md5)) {
      throw new ServiceException(
          400, "BadDigest", "The Content-MD5 you specified did not match what we received.");
    }
  }

  private static S3Store.Expectation expectation(S3Request request) throws ServiceException {
    Optional<String> ifMatch = request.header("if-match");
    Optional<String> ifNoneMatch = request.header("if-none-match");
    if (ifMatch.isPresent() && ifNoneMatch.isPresent()) {
      throw new NotBuiltException("PutObject with both If-Match and If-None-Match");
    }
    if (ifNoneMatch.isPresent() && !ifNoneMatch.get().equals("*")) {
      throw new NotBuiltException("PutObject with If-None-Match other than an asterisk");
    }
    if (ifMatch.isPresent()) {
      request.require("s3:GetObject");
      if (ifMatch.get().strip().equals("*")) {
        throw new NotBuiltException("PutObject with If-Match of an asterisk");
      }
    }
    return new S3Store.Expectation(ifMatch.orElse(null), ifNoneMatch.isPresent());
  }

  private static Map<String, String> headers(S3Request request) throws ServiceException {
    var headers = new TreeMap<String, String>();
    headers.put("content-type", request.header("content-type").orElse("binary/octet-stream"));
    for (String name : CONTENT_HEADERS) {
      request.header(name).ifPresent(value -> headers.put(name, value));
    }
    String encoding =
        request
            .header("content-encoding")
            .orElse("")
            .replaceFirst("^aws-chunked(, *|$)", "")
            .replaceFirst(", *aws-chunked$", "");
    if (!encoding.isEmpty()) {
      headers.put("content-encoding", encoding);
    }
    int metadataBytes = 0;
    for (String name : request.signed().call().headers().keySet()) {
      if (name.startsWith("x-amz-meta-")) {
        String value = request.header(name).orElse("");
        headers.put(name, value);
        metadataBytes += name.length() - "x-amz-meta-".length();
        metadataBytes += value.getBytes(StandardCharsets.UTF_8).length;
      }
    }
    if (metadataBytes > METADATA_BYTES_MAX) {
      throw new ServiceException(
          400,
          "MetadataTooLarge",
          "Your metadata headers exceed the maximum allowed metadata size");
    }
    return headers;
  }

  /** The version a read is about; a delete marker, or nothing, is a refusal. */
  private ObjectVersion readable(S3Request request) throws ServiceException, IOException {
    String id = request.versionId();
    store.bucket(request.bucket());
    if (id != null) {
      ObjectVersion version =
          store.version(request.bucket(), request.key(), id).orElseThrow(S3Refusals::noSuchVersion);
      if (version.isMarker()) {
        throw S3Refusals.isMarker(version);
      }
      return version;
    }
    Optional<ObjectVersion> current = store.current(request.bucket(), request.key());
    if (current.isEmpty() || current.get().isMarker()) {
      // Without permission to list, nobody learns which keys exist.
      if (!request.signed().credential().allows("s3:ListBucket", request.bucket())) {
        throw S3Refusals.accessDenied();
      }
      throw current.map(S3Refusals::markedDeleted).orElseGet(S3Refusals::noSuchKey);
    }
    return current.get();
  }

  Answer get(S3Request request, boolean withBody) throws ServiceException, IOException {
    ObjectVersion version = readable(request);
    Optional<String> ifMatch = request.header("if-match");
    if (ifMatch.isPresent() && !S3Listing.matches(ifMatch.get(), version.etag())) {
      throw S3Refusals.preconditionFailed();
    }
    Optional<String> ifNoneMatch = request.header("if-none-match");
    if (ifNoneMatch.isPresent() && S3Listing.matches(ifNoneMatch.get(), version.etag())) {
      throw S3Refusals.notModified(version.etag());
    }
    var headers = new TreeMap<>(version.headers());
    headers.put("ETag", version.etag());
    headers.put("Accept-Ranges", "bytes");
    headers.put("Last-Modified", httpDate(version.modified()));
    putVersionId(headers, version);
    putLock(headers, version, request);
    Optional<String> range = request.header("range");
    if (range.isPresent()) {
      return ranged(range.get(), version, headers, withBody);
    }
    if (request.header("x-amz-checksum-mode").orElse("").equals("ENABLED")
        && !version.checksums().isEmpty()) {
      headers.putAll(version.checksums());
      headers.put("x-amz-checksum-type", "FULL_OBJECT");
    }
    if (!withBody) {
      headers.put("Content-Length", Integer.toString(version.size()));
      return Answer.empty(200, headers);
    }
    return new Answer(200, headers, store.body(version));
  }

  private Answer ranged(
      String range, ObjectVersion version, Map<String, String> headers, boolean withBody)
      throws ServiceException, IOException {
    Matcher matcher = RANGE.matcher(range);
    if (!matcher.matches() || range.equals("bytes=-")) {
      throw new NotBuiltException("Range other than one of bytes");
    }
    String first = matcher.group(1);
    String last = matcher.group(2);
    long size = version.size();
    long from = first.isEmpty() ? Math.max(0, size - Long.parseLong(last)) : Long.parseLong(first);
    long to =
        first.isEmpty() || last.isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(last));
    if (from > to) {
      throw new ServiceException(416, "InvalidRange", "The requested range is not satisfiable")
          .withHeaders(Map.of("Content-Range", "bytes */" + size));
    }
    headers.put("Content-Range", "bytes " + from + "-" + to + "/" + size);
    if (!withBody) {
      headers.put("Content-Length", Long.toString(to - from + 1));
      return Answer.empty(206, headers);
    }
    byte[] part = Arrays.copyOfRange(store.body(version), (int) from, (int) to + 1);
    return new Answer(206, headers, part);
  }

  private static void putLock(
      Map<String, String> headers, ObjectVersion version, S3Request request) {
    Retention retention = version.retention();
    if (retention != null && request.allows("s3:GetObjectRetention")) {
      headers.put("x-amz-object-lock-mode", retention.mode().name());
      headers.put("x-amz-object-lock-retain-until-date", retention.until().toString());
    }
    if (version.isHeld() && request.allows("s3:GetObjectLegalHold")) {
      headers.put("x-amz-object-lock-legal-hold", "ON");
    }
  }

  private static String httpDate(Instant instant) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(instant.atOffset(ZoneOffset.UTC));
  }

  Answer delete(S3Request request) throws ServiceException, IOException {
    String id = request.versionId();
    var headers = new TreeMap<String, String>();
    Optional<ObjectVersion> touched =
        id == null
            ? store.delete(request.bucket(), request.key())
            : store.deleteVersion(request.bucket(), request.key(), id, request.mayBypass());
    if (touched.isPresent()) {
      putVersionId(headers, touched.get());
      if (touched.get().isMarker()) {
        headers.put("x-amz-delete-marker", "true");
      }
    }
    return Answer.empty(204, headers);
  }
}
