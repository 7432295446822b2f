package io.tappass.localstack.wire;

import io.tappass.localstack.wire.HttpCall.Parameter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks AWS Signature Version 4 in the Authorization header ("Create a signed AWS API request",
 * AWS IAM User Guide): key, date, scope, signed headers, signature, and the body against what was
 * signed.
 */
public final class SignatureV4 {

  /** How far a request's date may be from the clock. */
  public static final Duration SKEW_MAX = Duration.ofMinutes(15);

  private static final String UNSIGNED = "UNSIGNED-PAYLOAD";
  private static final String STREAMING = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
  private static final String STREAMING_TRAILER = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";
  private static final String UNSIGNED_TRAILER = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          "AWS4-HMAC-SHA256 +Credential=([^/,]{1,128})/(\\d{8})/([a-z0-9-]+)/([a-z0-9]+)"
              + "/aws4_request, *SignedHeaders=([a-z0-9;-]+), *Signature=([0-9a-f]{64})");
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final String EMPTY_HASH = Hashing.sha256Hex(new byte[0]);

  private final Map<String, Credential> credentials;
  private final String region;
  private final InstantSource clock;

  /** A check against these access keys, for one region. */
  public SignatureV4(List<Credential> credentials, String region, InstantSource clock) {
    var byId = new TreeMap<String, Credential>();
    for (Credential credential : credentials) {
      if (byId.putIfAbsent(credential.accessKeyId(), credential) != null) {
        throw new IllegalArgumentException("access key given twice: " + credential.accessKeyId());
      }
    }
    this.credentials = byId;
    this.region = region;
    this.clock = clock;
  }

  /** What a service calls the refusals, which S3 and the JSON services name differently. */
  public enum Dialect {
    S3,
    JSON
  }

  private record Scope(String accessKeyId, String date, String region, String service) {
    String text() {
      return date + "/" + region + "/" + service + "/aws4_request";
    }
  }

  /**
   * The call with its payload unframed, if everything about it verifies.
   *
   * @param service the signing name the request was routed to, such as {@code s3}
   * @throws ServiceException naming what failed, in the words of the service
   */
  public SignedCall verify(HttpCall call, String service, Dialect dialect) throws ServiceException {
    String header = call.header("authorization").orElse(null);
    if (header == null) {
      if (call.rawQuery().contains("X-Amz-Signature")) {
        throw new NotBuiltException("presigned request");
      }
      throw dialect == Dialect.S3
          ? new ServiceException(403, "AccessDenied", "Access Denied")
          : new ServiceException(
              400, "MissingAuthenticationTokenException", "Missing Authentication Token");
    }
    Matcher matcher = AUTHORIZATION.matcher(header);
    if (!matcher.matches()) {
      throw malformed(dialect, "The authorization header is malformed.");
    }
    var scope = new Scope(matcher.group(1), matcher.group(2), matcher.group(3), matcher.group(4));
    List<String> signedHeaders = List.of(matcher.group(5).split(";"));
    Credential credential = credentials.get(scope.accessKeyId());
    if (credential == null) {
      throw dialect == Dialect.S3
          ? new ServiceException(
              403,
              "InvalidAccessKeyId",
              "The AWS Access Key Id you provided does not exist in our records.")
          : new ServiceException(
              400,
              "UnrecognizedClientException",
              "The security token included in the request is invalid.");
    }
    if (!scope.region().equals(region) || !scope.service().equals(service)) {
      throw malformed(
          dialect,
          "The authorization header is malformed; expecting region "
              + region
              + " and service "
              + service
              + ".");
    }
    String date = requireDate(call, scope, dialect);
    requireSigned(call, signedHeaders, dialect);
    String bodyHash = bodyHash(call, dialect);
    String stringToSign =
        "AWS4-HMAC-SHA256\n"
            + date
            + "\n"
            + scope.text()
            + "\n"
            + Hashing.sha256Hex(
                canonical(call, signedHeaders, bodyHash).getBytes(StandardCharsets.UTF_8));
    byte[] key = signingKey(credential, scope);
    String expected = hex(Hashing.hmac(key, stringToSign));
    if (!MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.UTF_8),
        matcher.group(6).getBytes(StandardCharsets.UTF_8))) {
      throw mismatch(dialect);
    }
    return unframe(call, credential, bodyHash, new Chain(key, date, scope.text(), expected));
  }

  private String requireDate(HttpCall call, Scope scope, Dialect dialect) throws ServiceException {
    String date =
        call.header("x-amz-date")
            .orElseThrow(() -> malformed(dialect, "A request needs the header X-Amz-Date."));
    Instant sent;
    try {
      sent = DATE.parse(date, Instant::from);
    } catch (DateTimeException e) {
      throw malformed(dialect, "X-Amz-Date is not of the form yyyyMMdd'T'HHmmss'Z'.");
    }
    if (!date.startsWith(scope.date())) {
      throw malformed(dialect, "The date of the credential scope is not that of X-Amz-Date.");
    }
    Instant now = clock.instant();
    if (Duration.between(sent, now).abs().compareTo(SKEW_MAX) > 0) {
      throw dialect == Dialect.S3
          ? new ServiceException(
              403,
              "RequestTimeTooSkewed",
              "The difference between the request time and the current time is too large.")
          : new ServiceException(
              400,
              "InvalidSignatureException",
              "Signature expired or not yet current: "
                  + date
                  + ", the clock says "
                  + DATE.format(now));
    }
    return date;
  }

  /** Every x-amz header that is sent must be signed, and so must the host. */
  private static void requireSigned(HttpCall call, List<String> signed, Dialect dialect)
      throws ServiceException {
    if (!signed.contains("host")) {
      throw malformed(dialect, "The header Host must be signed.");
    }
    for (String name : call.headers().keySet()) {
      if (name.startsWith("x-amz-") && !signed.contains(name)) {
        throw new ServiceException(
            dialect == Dialect.S3 ? 403 : 400,
            dialect == Dialect.S3 ? "AccessDenied" : "InvalidSignatureException",
            "There were headers present in the request which were not signed: " + name);
      }
    }
  }

  /** What the signature says about the body; checked at once where it is a plain digest. */
  private static String bodyHash(HttpCall call, Dialect dialect) throws ServiceException {
    String given = call.header("x-amz-content-sha256").orElse(null);
    String actual = Hashing.sha256Hex(call.body());
    if (given == null) {
      if (dialect == Dialect.S3) {
        throw new ServiceException(
            400,
            "InvalidRequest",
            "Missing required header for this request: x-amz-content-sha256");
      }
      return actual;
    }
    boolean named =
        dialect == Dialect.S3
            && List.of(UNSIGNED, STREAMING, STREAMING_TRAILER, UNSIGNED_TRAILER).contains(given);
    if (!named && !given.equals(actual)) {
      throw dialect == Dialect.S3
          ? new ServiceException(
              400,
              "XAmzContentSHA256Mismatch",
              "The provided 'x-amz-content-sha256' header does not match what was computed.")
          : mismatch(dialect);
    }
    return given;
  }

  private static SignedCall unframe(
      HttpCall call, Credential credential, String bodyHash, Chain chain) throws ServiceException {
    Map<String, String> trailers = Map.of();
    HttpCall plain = call;
    if (bodyHash.startsWith("STREAMING-")) {
      @Nullable Chain signer = bodyHash.equals(UNSIGNED_TRAILER) ? null : chain;
      var decoded = AwsChunked.decode(call.body(), signer, bodyHash.endsWith("-TRAILER"));
      String announced = call.header("x-amz-decoded-content-length").orElse("");
      if (!announced.equals(Integer.toString(decoded.payload().length))) {
        throw new ServiceException(
            400, "IncompleteBody", "x-amz-decoded-content-length is not the length of the body.");
      }
      requireAnnounced(call, decoded.trailers());
      trailers = decoded.trailers();
      plain = call.withBody(decoded.payload());
    }
    if (call.method().equals("GET") || call.method().equals("HEAD")) {
      // The SDK sends the checksum of an empty body with a GET; S3 ignores it.
      return new SignedCall(plain, credential, Checksum.Verified.NONE);
    }
    var given = new TreeMap<>(trailers);
    for (Checksum checksum : Checksum.values()) {
      call.header(checksum.header()).ifPresent(value -> given.put(checksum.header(), value));
    }
    return new SignedCall(plain, credential, Checksum.verify(given, plain.body()));
  }

  private static void requireAnnounced(HttpCall call, Map<String, String> trailers)
      throws ServiceException {
    List<String> announced =
        call.header("x-amz-trailer").stream()
            .flatMap(value -> List.of(value.toLowerCase(Locale.ROOT).split(" *, *")).stream())
            .toList();
    for (String name : trailers.keySet()) {
      if (!announced.contains(name)) {
        throw new ServiceException(
            400, "MalformedTrailerError", "The trailer " + name + " was not announced.");
      }
    }
    for (String name : announced) {
      if (!trailers.containsKey(name)) {
        throw new ServiceException(
            400, "MalformedTrailerError", "The announced trailer " + name + " is missing.");
      }
    }
  }

  private static String canonical(HttpCall call, List<String> signed, String bodyHash) {
    var parameters = new ArrayList<>(call.rawParameters());
    parameters.sort(Comparator.comparing(Parameter::rawName).thenComparing(Parameter::rawValue));
    var query = new ArrayList<String>();
    for (Parameter parameter : parameters) {
      query.add(parameter.rawName() + "=" + parameter.rawValue());
    }
    var headers = new StringBuilder();
    for (String name : signed) {
      String value = call.header(name).orElse("").strip().replaceAll(" +", " ");
      headers.append(name).append(':').append(value).append('\n');
    }
    return String.join(
        "\n",
        call.method(),
        call.rawPath(),
        String.join("&", query),
        headers.toString(),
        String.join(";", signed),
        bodyHash);
  }

  private static byte[] signingKey(Credential credential, Scope scope) {
    byte[] key = ("AWS4" + credential.secretKey()).getBytes(StandardCharsets.UTF_8);
    for (String part : List.of(scope.date(), scope.region(), scope.service(), "aws4_request")) {
      key = Hashing.hmac(key, part);
    }
    return key;
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static ServiceException malformed(Dialect dialect, String message) {
    return new ServiceException(
        400,
        dialect == Dialect.S3 ? "AuthorizationHeaderMalformed" : "IncompleteSignatureException",
        message);
  }

  private static ServiceException mismatch(Dialect dialect) {
    return dialect == Dialect.S3
        ? mismatch("SignatureDoesNotMatch", 403)
        : mismatch("InvalidSignatureException", 400);
  }

  static ServiceException mismatch(String code, int status) {
    return new ServiceException(
        status,
        code,
        "The request signature we calculated does not match the signature you provided."
            + " Check your key and signing method.");
  }

  /** Signatures of chunks, each over the one before, starting with that of the request. */
  private static final class Chain implements AwsChunked.ChunkSigner {
    private final byte[] key;
    private final String date;
    private final String scope;
    private String previous;

    Chain(byte[] key, String date, String scope, String seed) {
      this.key = key;
      this.date = date;
      this.scope = scope;
      this.previous = seed;
    }

    @Override
    public String chunk(byte[] data) {
      return next("AWS4-HMAC-SHA256-PAYLOAD", EMPTY_HASH + "\n" + Hashing.sha256Hex(data));
    }

    @Override
    public String trailer(byte[] lines) {
      return next("AWS4-HMAC-SHA256-TRAILER", Hashing.sha256Hex(lines));
    }

    private String next(String algorithm, String hashes) {
      previous =
          hex(Hashing.hmac(key, String.join("\n", algorithm, date, scope, previous, hashes)));
      return previous;
    }
  }
}
