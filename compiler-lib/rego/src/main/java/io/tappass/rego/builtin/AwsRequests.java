package io.tappass.rego.builtin;

import io.tappass.rego.value.BooleanValue;
import io.tappass.rego.value.NumberValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.SetValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Utf8;
import io.tappass.rego.value.Value;
import io.tappass.rego.value.ValueJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code providers.aws.sign_req}: AWS Signature Version 4 over a request object. */
final class AwsRequests {
  private static final List<String> CONFIG_REQUIRED =
      List.of("aws_access_key", "aws_region", "aws_secret_access_key", "aws_service");
  private static final List<String> REQUEST_REQUIRED = List.of("method", "url");
  private static final Set<String> REQUEST_ALLOWED =
      Set.of(
          "method",
          "url",
          "body",
          "enable_redirect",
          "force_json_decode",
          "force_yaml_decode",
          "headers",
          "raw_body",
          "tls_use_system_certs",
          "tls_ca_cert",
          "tls_ca_cert_file",
          "tls_ca_cert_env_variable",
          "tls_client_cert",
          "tls_client_cert_file",
          "tls_client_cert_env_variable",
          "tls_client_key",
          "tls_client_key_file",
          "tls_client_key_env_variable",
          "tls_insecure_skip_verify",
          "tls_server_name",
          "timeout",
          "cache",
          "force_cache",
          "force_cache_duration_seconds",
          "raise_error",
          "caching_mode",
          "max_retry_attempts",
          "cache_ignored_headers");
  private static final Set<String> UNSIGNED_HEADERS =
      Set.of("authorization", "user-agent", "x-amzn-trace-id");
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyyMMdd", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private AwsRequests() {}

  static Family family() {
    return new Family().bind("providers.aws.sign_req", AwsRequests::sign);
  }

  private static Value sign(BuiltinContext context, List<Value> arguments) throws BuiltinException {
    ObjectValue request = Operands.object(arguments, 0);
    ObjectValue config = Operands.object(arguments, 1);
    Sizes.chargeText(context, request);
    context.chargeSteps(1_000);
    requireStrings(config, CONFIG_REQUIRED, 1, "AWS config");
    NumberValue time = Operands.number(arguments, 2);
    if (!time.isWrittenAsLong()) {
      throw Operands.wrong(2, "could not convert time_ns value into a unix timestamp");
    }
    List<Value> unknown = new ArrayList<>(request.keys());
    unknown.removeIf(
        key -> key instanceof StringValue name && REQUEST_ALLOWED.contains(name.value()));
    if (!unknown.isEmpty()) {
      throw Operands.wrong(0, "invalid request parameters(s): " + GoText.of(SetValue.of(unknown)));
    }
    requireStrings(request, REQUEST_REQUIRED, 0, "request");
    Map<String, String> headers = headers(request);
    long nanos = time.longValue();
    Instant instant =
        Instant.ofEpochSecond(
            Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
    Map<String, String> signed = signature(request, config, headers, instant);
    ObjectValue.Builder result = ObjectValue.builder();
    headers.forEach((name, value) -> result.put(name, StringValue.of(value)));
    signed.forEach((name, value) -> result.put(name, StringValue.of(value)));
    return ObjectValue.builder().putAll(request).put("headers", result.build()).build();
  }

  private static void requireStrings(
      ObjectValue object, List<String> names, int operand, String what) throws BuiltinException {
    List<Value> missing = new ArrayList<>();
    List<Value> invalid = new ArrayList<>();
    for (String name : names) {
      Value value = object.find(name);
      if (value == null) {
        missing.add(StringValue.of(name));
      } else if (!(value instanceof StringValue)) {
        invalid.add(StringValue.of(name));
      }
    }
    if (!missing.isEmpty()) {
      throw Operands.wrong(
          operand,
          "missing required " + what + " parameters(s): " + GoText.of(SetValue.of(missing)));
    }
    if (!invalid.isEmpty()) {
      throw Operands.wrong(
          operand,
          "invalid values for required "
              + what
              + " parameters(s): "
              + GoText.of(SetValue.of(invalid)));
    }
  }

  private static Map<String, String> headers(ObjectValue request) throws BuiltinException {
    Map<String, String> headers = new TreeMap<>();
    Value given = request.find("headers");
    if (given == null) {
      return headers;
    }
    if (!(given instanceof ObjectValue object)) {
      throw Operands.wrongType(-1, given, "object");
    }
    for (var entry : object.entries()) {
      headers.put(text(entry.getKey()), text(entry.getValue()));
    }
    return headers;
  }

  private static String text(@Nullable Value value) {
    return value instanceof StringValue string ? string.value() : "";
  }

  private static byte[] body(ObjectValue request) {
    Value raw = request.find("raw_body");
    if (raw != null) {
      return Utf8.encode(text(raw));
    }
    Value body = request.find("body");
    return body == null
        ? new byte[0]
        : GoJson.compact(ValueJson.toJson(body)).getBytes(StandardCharsets.UTF_8);
  }

  private static boolean isPayloadUnsigned(ObjectValue config) throws BuiltinException {
    Value option = config.find("disable_payload_signing");
    if (option == null) {
      return false;
    }
    if (option instanceof BooleanValue bool) {
      return bool.value();
    }
    throw Operands.wrong(1, "invalid value for 'disable_payload_signing' in AWS config");
  }

  /** The headers that the signature adds. */
  private static Map<String, String> signature(
      ObjectValue request, ObjectValue config, Map<String, String> headers, Instant time)
      throws BuiltinException {
    GoUrl url = GoUrl.parse(text(request.find("url")));
    String service = text(config.find("aws_service"));
    String contentDigest = isPayloadUnsigned(config) ? "UNSIGNED-PAYLOAD" : sha256(body(request));
    Map<String, String> added = new TreeMap<>();
    added.put("host", url.host());
    added.put("x-amz-date", SECOND.format(time));
    if (service.equals("s3") || service.equals("glacier")) {
      added.put("x-amz-content-sha256", contentDigest);
    }
    String session = text(config.find("aws_session_token"));
    if (!session.isEmpty()) {
      added.put("x-amz-security-token", session);
    }
    Map<String, String> toSign = new TreeMap<>(added);
    headers.forEach((name, value) -> {
      String lower = name.toLowerCase(Locale.ROOT);
      if (!UNSIGNED_HEADERS.contains(lower)) {
        toSign.put(lower, value);
      }
    });
    var canonical = new StringBuilder();
    canonical.append(text(request.find("method"))).append('\n');
    canonical.append(url.escapedPath()).append('\n').append(url.rawQuery()).append('\n');
    toSign.forEach((name, value) -> canonical.append(name).append(':').append(value).append('\n'));
    String names = String.join(";", toSign.keySet());
    canonical.append('\n').append(names).append('\n').append(contentDigest);

    String region = text(config.find("aws_region"));
    String scope = DAY.format(time) + "/" + region + "/" + service + "/aws4_request";
    String toBeSigned =
        "AWS4-HMAC-SHA256\n"
            + SECOND.format(time)
            + "\n"
            + scope
            + "\n"
            + sha256(Utf8.encode(canonical.toString()));
    byte[] key = Utf8.encode("AWS4" + text(config.find("aws_secret_access_key")));
    for (String part : List.of(DAY.format(time), region, service, "aws4_request", toBeSigned)) {
      key = Hashes.mac("HmacSHA256", key, Utf8.encode(part));
    }
    added.put(
        "Authorization",
        "AWS4-HMAC-SHA256 Credential="
            + text(config.find("aws_access_key"))
            + "/"
            + scope
            + ",SignedHeaders="
            + names
            + ",Signature="
            + HexFormat.of().formatHex(key));
    return added;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
