package io.tappass.host.pull;

import io.tappass.host.pull.SourceException.Kind;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The store over HTTP: a base address, a path, conditional where a tag is at hand. */
public final class HttpBundleSource implements BundleSource {

  /** How long a connection may take to come about. */
  public static final Duration CONNECT_MAX = Duration.ofSeconds(2);

  /** How long a whole request may take, its body included. */
  public static final Duration REQUEST_MAX = Duration.ofSeconds(5);

  /** Characters of a tag; a longer one is not kept. */
  public static final int TAG_CHARS_MAX = 256;

  private static final Pattern PATH =
      Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");

  private final URI base;
  private final Optional<ReadCredential> credential;
  private final InstantSource clock;
  private final Duration requestMax;
  private final HttpClient client;

  /**
   * @param base of the store, such as {@code https://bucket.s3.eu-central-1.amazonaws.com/}
   * @param credential none for a store that may be read by everybody
   */
  public HttpBundleSource(URI base, Optional<ReadCredential> credential, InstantSource clock) {
    this(base, credential, clock, REQUEST_MAX);
  }

  HttpBundleSource(
      URI base, Optional<ReadCredential> credential, InstantSource clock, Duration requestMax) {
    String scheme = String.valueOf(base.getScheme());
    if (!(scheme.equals("http") || scheme.equals("https"))
        || base.getRawQuery() != null
        || base.getRawFragment() != null) {
      throw new IllegalArgumentException("not the base address of a store: " + base);
    }
    String text = base.toString();
    this.base = URI.create(text.endsWith("/") ? text : text + "/");
    this.credential = credential;
    this.clock = clock;
    this.requestMax = requestMax;
    this.client =
        HttpClient.newBuilder()
            .version(Version.HTTP_1_1)
            .followRedirects(Redirect.NEVER)
            .connectTimeout(CONNECT_MAX)
            .build();
  }

  @Override
  public Fetched fetch(String path, int bytesMax, Optional<String> tag) throws SourceException {
    if (!PATH.matcher(path).matches()) {
      throw new IllegalArgumentException("not a path of the store: " + path);
    }
    HttpResponse<byte[]> response = send(request(path, tag), bytesMax);
    return switch (response.statusCode()) {
      case 200 -> {
        if (response.body().length > bytesMax) {
          throw new SourceException(Kind.NONSENSE, path + " is over " + bytesMax + " bytes");
        }
        yield new Found(
            response.body(),
            response
                .headers()
                .firstValue("ETag")
                .filter(value -> !value.isEmpty() && value.length() <= TAG_CHARS_MAX));
      }
      case 304 -> {
        if (tag.isEmpty()) {
          throw new SourceException(Kind.NONSENSE, path + ": 304 to an unconditional request");
        }
        yield new Unchanged();
      }
      case 404 -> new NotFound();
      case 401, 403 ->
          throw new SourceException(
              Kind.FORBIDDEN, path + ": the store answered " + response.statusCode());
      case 500, 502, 503, 504 ->
          throw new SourceException(
              Kind.UNREACHABLE, path + ": the store answered " + response.statusCode());
      default ->
          throw new SourceException(
              Kind.NONSENSE, path + ": the store answered " + response.statusCode());
    };
  }

  private HttpRequest request(String path, Optional<String> tag) {
    URI address = base.resolve(path);
    HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(requestMax).GET();
    Map<String, String> signed = new TreeMap<>();
    tag.ifPresent(value -> signed.put("if-none-match", value));
    signed.forEach(request::header);
    credential.ifPresent(key ->
        SigV4.headers(key, address.getRawAuthority(), address.getRawPath(), signed, clock.instant())
            .forEach(request::header));
    return request.build();
  }

  private HttpResponse<byte[]> send(HttpRequest request, int bytesMax) throws SourceException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), bytesMax));
    try {
      return answer.get(requestMax.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new SourceException(Kind.SLOW, request.uri() + ": no whole answer in time");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SourceException(Kind.UNREACHABLE, request.uri() + ": the host is stopping");
    } catch (ExecutionException e) {
      throw failure(request.uri(), e.getCause());
    } finally {
      answer.cancel(true);
    }
  }

  private static SourceException failure(URI address, @Nullable Throwable cause) {
    String text = address + ": " + cause;
    return switch (cause) {
      case HttpConnectTimeoutException e -> new SourceException(Kind.UNREACHABLE, text);
      case HttpTimeoutException e -> new SourceException(Kind.SLOW, text);
      case ConnectException e -> new SourceException(Kind.UNREACHABLE, text);
      case null, default -> new SourceException(Kind.NONSENSE, text);
    };
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
