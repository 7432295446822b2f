package io.tappass.aws.contract;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.checksums.DefaultChecksumAlgorithm;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Requests that the SDK's clients would not send, signed by the SDK's own signer. */
final class RawCall {
  private final AwsTarget target;
  private final String service;
  private Clock clock = Clock.systemUTC();
  private @Nullable String tamperFrom;
  private String tamperTo = "";
  private boolean isChunkedUnsigned;
  private boolean isChunkedSigned;

  RawCall(AwsTarget target, String service) {
    this.target = target;
    this.service = service;
  }

  /** The status and the body of the answer, an error perhaps. */
  record Reply(int status, String body) {}

  /** Signs as if it were another time. */
  RawCall skewedBy(Duration skew) {
    clock = Clock.offset(Clock.systemUTC(), skew);
    return this;
  }

  /** Replaces a text in the body after it was signed. */
  RawCall tampering(String from, String to) {
    tamperFrom = from;
    tamperTo = to;
    return this;
  }

  /** Frames the body as clients do over https: unsigned chunks and a checksum as trailer. */
  RawCall chunkedUnsigned() {
    isChunkedUnsigned = true;
    return this;
  }

  /** Frames the body as clients do over http: every chunk signed over the one before. */
  RawCall chunkedSigned() {
    isChunkedSigned = true;
    return this;
  }

  Reply send(SdkHttpMethod method, String path, Map<String, String> headers, String body)
      throws IOException {
    // The signer omits payload signatures only for https; the host header is the same.
    URI uri =
        URI.create(
            (isChunkedUnsigned ? "https://" : "http://") + target.endpoint().getAuthority() + path);
    SdkHttpRequest.Builder unsigned = SdkHttpRequest.builder().method(method).uri(uri);
    headers.forEach(unsigned::putHeader);
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > 0) {
      unsigned.putHeader("Content-Length", Integer.toString(bytes.length));
    }
    SignedRequest signed =
        AwsV4HttpSigner.create()
            .sign(request -> {
              request
                  .identity(AwsCredentialsIdentity.create(target.accessKeyId(), target.secretKey()))
                  .request(unsigned.build())
                  .payload(() -> new ByteArrayInputStream(bytes))
                  .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, service)
                  .putProperty(AwsV4HttpSigner.REGION_NAME, AwsTarget.REGION.id())
                  .putProperty(AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE, false)
                  .putProperty(HttpSigner.SIGNING_CLOCK, clock);
              if (isChunkedSigned) {
                request.putProperty(AwsV4FamilyHttpSigner.CHUNK_ENCODING_ENABLED, true);
              }
              if (isChunkedUnsigned) {
                request
                    .putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, false)
                    .putProperty(AwsV4FamilyHttpSigner.CHUNK_ENCODING_ENABLED, true)
                    .putProperty(
                        AwsV4FamilyHttpSigner.CHECKSUM_ALGORITHM, DefaultChecksumAlgorithm.SHA256);
              }
            });
    byte[] payload = bytes;
    if (signed.payload().isPresent()) {
      try (InputStream in = signed.payload().get().newStream()) {
        payload = in.readAllBytes();
      }
    }
    String from = tamperFrom;
    if (from != null) {
      payload =
          new String(payload, StandardCharsets.UTF_8)
              .replace(from, tamperTo)
              .getBytes(StandardCharsets.UTF_8);
    }
    return exchange(method, path, signed.request(), payload);
  }

  private Reply exchange(SdkHttpMethod method, String path, SdkHttpRequest request, byte[] payload)
      throws IOException {
    var connection = (HttpURLConnection) target.endpoint().resolve(path).toURL().openConnection();
    try {
      connection.setRequestMethod(method.name());
      request
          .headers()
          .forEach((name, values) -> {
            if (!name.equalsIgnoreCase("Host") && !name.equalsIgnoreCase("Content-Length")) {
              values.forEach(value -> connection.addRequestProperty(name, value));
            }
          });
      if (payload.length > 0) {
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(payload.length);
        connection.getOutputStream().write(payload);
      }
      int status = connection.getResponseCode();
      try (InputStream in =
          status >= 400 ? connection.getErrorStream() : connection.getInputStream()) {
        return new Reply(
            status, in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    } finally {
      connection.disconnect();
    }
  }
}
