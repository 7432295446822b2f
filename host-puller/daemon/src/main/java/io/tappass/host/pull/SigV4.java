package io.tappass.host.pull;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * AWS Signature Version 4 for a GET without a body and without a query, as the Amazon S3 API
 * reference defines it under "Authenticating Requests: Using the Authorization Header". The daemon
 * must not carry the AWS SDK for one kind of request.
 */
final class SigV4 {
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final String SERVICE = "s3";
  private static final String EMPTY_BODY =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private SigV4() {}

  /**
   * The headers to add: date, body digest and Authorization.
   *
   * @param host as the Host header will say it
   * @param path raw, from the first slash on, of characters that need no encoding
   * @param signed further headers to sign, by lower-case name
   */
  static Map<String, String> headers(
      ReadCredential credential, String host, String path, Map<String, String> signed, Instant at) {
    String stamp = STAMP.format(at);
    String scope =
        stamp.substring(0, 8) + "/" + credential.region() + "/" + SERVICE + "/aws4_request";
    Map<String, String> added = new TreeMap<>();
    added.put("x-amz-date", stamp);
    added.put("x-amz-content-sha256", EMPTY_BODY);
    credential.sessionToken().ifPresent(token -> added.put("x-amz-security-token", token));
    Map<String, String> all = new TreeMap<>(signed);
    all.putAll(added);
    all.put("host", host);
    var canonical = new StringBuilder("GET\n").append(path).append("\n\n");
    all.forEach(
        (name, value) -> canonical.append(name).append(':').append(value.strip()).append('\n'));
    String names = String.join(";", all.keySet());
    canonical.append('\n').append(names).append('\n').append(EMPTY_BODY);
    String toSign =
        ALGORITHM + "\n" + stamp + "\n" + scope + "\n" + hex(sha256(canonical.toString()));
    byte[] key = hmac(bytes("AWS4" + credential.secretKey()), stamp.substring(0, 8));
    for (String part : new String[] {credential.region(), SERVICE, "aws4_request"}) {
      key = hmac(key, part);
    }
    added.put(
        "Authorization",
        ALGORITHM
            + " Credential="
            + credential.accessKeyId()
            + "/"
            + scope
            + ",SignedHeaders="
            + names
            + ",Signature="
            + hex(hmac(key, toSign)));
    return added;
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(bytes(text));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes(text));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
