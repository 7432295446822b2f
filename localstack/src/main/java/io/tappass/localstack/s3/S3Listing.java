package io.tappass.localstack.s3;

import io.tappass.localstack.wire.NotBuiltException;
import io.tappass.localstack.wire.ServiceException;
import io.tappass.localstack.wire.Xml;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** ListObjectsV2 and ListObjectVersions. */
final class S3Listing {

  /** Keys are ordered by their UTF-8 bytes. */
  static final Comparator<String> BY_UTF8 =
      (a, b) ->
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

  private static final int KEYS_MAX = 1000;

  private S3Listing() {}

  /** Whether a condition's ETag list, quoted or not, names the ETag or is an asterisk. */
  static boolean matches(String condition, String etag) {
    for (String part : condition.split(",", -1)) {
      String asked = part.strip().replace("\"", "");
      if (asked.equals("*") || asked.equals(etag.replace("\"", ""))) {
        return true;
      }
    }
    return false;
  }

  private static int maxKeys(S3Request request) throws ServiceException {
    String text = request.parameters().getOrDefault("max-keys", Integer.toString(KEYS_MAX));
    if (!text.matches("\\d{1,9}")) {
      throw S3Refusals.invalidArgument("Provided max-keys not an integer or within integer range");
    }
    return Math.min(KEYS_MAX, Integer.parseInt(text));
  }

  private static String encode(S3Request request, String key) throws ServiceException {
    String encoding = request.parameters().get("encoding-type");
    if (encoding == null) {
      return key;
    }
    if (!encoding.equals("url")) {
      throw S3Refusals.invalidArgument("Invalid Encoding Method specified in Request");
    }
    return URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/");
  }

  /** Current versions by key, with common prefixes, in pages. */
  static Xml objects(S3Store store, S3Request request) throws ServiceException, IOException {
    Map<String, String> parameters = request.parameters();
    if (!parameters.getOrDefault("list-type", "").equals("2")) {
      throw new NotBuiltException("ListObjects of list-type other than 2");
    }
    String prefix = parameters.getOrDefault("prefix", "");
    String delimiter = parameters.getOrDefault("delimiter", "");
    String after = parameters.getOrDefault("start-after", "");
    String token = parameters.get("continuation-token");
    if (token != null) {
      after = fromToken(token);
    }
    int max = maxKeys(request);
    var contents = new ArrayList<Xml>();
    var prefixes = new TreeSet<>(BY_UTF8);
    String last = "";
    String previousKey = "";
    boolean truncated = false;
    for (ObjectVersion version : store.versions(request.bucket(), prefix)) {
      boolean isCurrent = !version.key().equals(previousKey);
      previousKey = version.key();
      String group = group(version.key(), prefix, delimiter);
      String place = group.isEmpty() ? version.key() : group;
      boolean listed =
          isCurrent
              && !version.isMarker()
              && BY_UTF8.compare(place, after) > 0
              && !prefixes.contains(group);
      if (!listed) {
        continue;
      }
      if (contents.size() + prefixes.size() == max) {
        truncated = max > 0;
        break;
      }
      last = place;
      if (group.isEmpty()) {
        contents.add(object(request, "Contents", version, List.of()));
      } else {
        prefixes.add(group);
      }
    }
    var children = new ArrayList<Xml>();
    children.add(Xml.leaf("Name", request.bucket()));
    children.add(Xml.leaf("Prefix", encode(request, prefix)));
    children.add(Xml.leaf("KeyCount", Integer.toString(contents.size() + prefixes.size())));
    children.add(Xml.leaf("MaxKeys", Integer.toString(max)));
    children.add(Xml.leaf("IsTruncated", Boolean.toString(truncated)));
    if (!delimiter.isEmpty()) {
      children.add(Xml.leaf("Delimiter", encode(request, delimiter)));
    }
    if (parameters.containsKey("encoding-type")) {
      children.add(Xml.leaf("EncodingType", "url"));
    }
    if (truncated) {
      children.add(Xml.leaf("NextContinuationToken", toToken(last)));
    }
    children.addAll(contents);
    for (String common : prefixes) {
      children.add(
          Xml.node("CommonPrefixes", List.of(Xml.leaf("Prefix", encode(request, common)))));
    }
    return Xml.node("ListBucketResult", children);
  }

  private static String group(String key, String prefix, String delimiter) {
    int end = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
    return end < 0 ? "" : key.substring(0, end + delimiter.length());
  }

  private static String toToken(String key) {
    return Base64.getUrlEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8));
  }

  private static String fromToken(String token) throws ServiceException {
    try {
      return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw S3Refusals.invalidArgument("The continuation token provided is incorrect");
    }
  }

  /** All versions and delete markers, in pages. */
  static Xml versions(S3Store store, S3Request request) throws ServiceException, IOException {
    Map<String, String> parameters = request.parameters();
    String prefix = parameters.getOrDefault("prefix", "");
    String keyMarker = parameters.getOrDefault("key-marker", "");
    String idMarker = parameters.getOrDefault("version-id-marker", "");
    int max = maxKeys(request);
    var entries = new ArrayList<Xml>();
    ObjectVersion last = null;
    boolean truncated = false;
    String previousKey = "";
    boolean pastIdMarker = false;
    for (ObjectVersion version : store.versions(request.bucket(), prefix)) {
      boolean isLatest = !version.key().equals(previousKey);
      previousKey = version.key();
      int order = BY_UTF8.compare(version.key(), keyMarker);
      boolean listed = order > 0 || (order == 0 && pastIdMarker);
      pastIdMarker |= order == 0 && version.id().equals(idMarker);
      if (!listed) {
        continue;
      }
      if (entries.size() == max) {
        truncated = max > 0;
        break;
      }
      last = version;
      List<Xml> about =
          List.of(
              Xml.leaf("VersionId", version.id()),
              Xml.leaf("IsLatest", Boolean.toString(isLatest)));
      entries.add(object(request, version.isMarker() ? "DeleteMarker" : "Version", version, about));
    }
    var children = new ArrayList<Xml>();
    children.add(Xml.leaf("Name", request.bucket()));
    children.add(Xml.leaf("Prefix", encode(request, prefix)));
    children.add(Xml.leaf("KeyMarker", encode(request, keyMarker)));
    children.add(Xml.leaf("VersionIdMarker", idMarker));
    children.add(Xml.leaf("MaxKeys", Integer.toString(max)));
    children.add(Xml.leaf("IsTruncated", Boolean.toString(truncated)));
    if (parameters.containsKey("encoding-type")) {
      children.add(Xml.leaf("EncodingType", "url"));
    }
    if (truncated && last != null) {
      children.add(Xml.leaf("NextKeyMarker", encode(request, last.key())));
      children.add(Xml.leaf("NextVersionIdMarker", last.id()));
    }
    children.addAll(entries);
    return Xml.node("ListVersionsResult", children);
  }

  private static Xml object(S3Request request, String name, ObjectVersion version, List<Xml> about)
      throws ServiceException {
    var children = new ArrayList<Xml>();
    children.add(Xml.leaf("Key", encode(request, version.key())));
    children.addAll(about);
    children.add(Xml.leaf("LastModified", version.modified().toString()));
    if (!version.isMarker()) {
      children.add(Xml.leaf("ETag", version.etag()));
      children.add(Xml.leaf("Size", Integer.toString(version.size())));
      children.add(Xml.leaf("StorageClass", "STANDARD"));
    }
    return Xml.node(name, children);
  }
}
