package io.tappass.host.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tappass.host.pull.BundleSource.Found;
import io.tappass.host.pull.BundleSource.NotFound;
import io.tappass.host.pull.BundleSource.Unchanged;
import io.tappass.host.pull.SourceException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A store that answers with exactly the bytes of each test, over a real connection. */
class HttpBundleSourceTest {
  private static final int BYTES_MAX = 100;

  private interface Script {
    void answer(OutputStream out) throws Exception;
  }

  private final CountDownLatch end = new CountDownLatch(1);
  private final LinkedBlockingQueue<String> requests = new LinkedBlockingQueue<>();
  private ServerSocket server;
  private HttpBundleSource source;

  @BeforeEach
  void listen() throws Exception {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    source = source(Optional.empty());
  }

  @AfterEach
  void close() throws Exception {
    end.countDown();
    source.close();
    server.close();
  }

  private HttpBundleSource source(Optional<ReadCredential> credential) {
    return new HttpBundleSource(
        URI.create("http://127.0.0.1:" + server.getLocalPort() + "/bucket"),
        credential,
        InstantSource.fixed(Instant.parse("2026-11-24T16:00:00Z")),
        Duration.ofMillis(700));
  }

  @Test
  void an_object_comes_whole_with_its_tag() throws Exception {
    serve(text("HTTP/1.1 200 OK\r\nETag: \"t1\"\r\nContent-Length: 5\r\n\r\nhello"));
    var found = (Found) source.fetch("releases/1.json", BYTES_MAX, Optional.empty());
    assertThat(found.bytes()).asString(StandardCharsets.UTF_8).isEqualTo("hello");
    assertThat(found.tag()).contains("\"t1\"");
    assertThat(requests.take()).startsWith("GET /bucket/releases/1.json HTTP/1.1");
  }

  @Test
  void a_tag_makes_the_request_conditional_and_304_unchanged() throws Exception {
    serve(text("HTTP/1.1 304 Not Modified\r\n\r\n"));
    assertThat(source.fetch("lease.json", BYTES_MAX, Optional.of("\"t1\"")))
        .isEqualTo(new Unchanged());
    assertThat(requests.take()).containsIgnoringCase("if-none-match: \"t1\"");
  }

  @Test
  void an_absent_object_is_no_failure() throws Exception {
    serve(text("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"));
    assertThat(source.fetch("trust/2.root.json", BYTES_MAX, Optional.empty()))
        .isEqualTo(new NotFound());
  }

  @Test
  void a_credential_signs_the_request() throws Exception {
    source.close();
    source = source(Optional.of(new ReadCredential("AK", "SK", "eu-central-1", Optional.empty())));
    serve(text("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"));
    source.fetch("lease.json", BYTES_MAX, Optional.of("\"t1\""));
    assertThat(requests.take())
        .contains("AWS4-HMAC-SHA256 Credential=AK/20261124/eu-central-1/s3/aws4_request")
        .contains("SignedHeaders=host;if-none-match;x-amz-content-sha256;x-amz-date")
        .doesNotContain("SK");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\ncut",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello",
        "HTTP/1.1 206 Partial Content\r\nContent-Length: 2\r\n\r\nhe",
        "HTTP/1.1 302 Found\r\nLocation: /bucket/other\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 304 Not Modified\r\n\r\n",
        "HTTP/1.1 418 Teapot\r\nContent-Length: 0\r\n\r\n"
      })
  void an_answer_that_a_store_does_not_give_is_nonsense(String answer) throws Exception {
    String padded = answer.contains(": 101\r") ? answer + "x".repeat(101) : answer;
    serve(text(padded));
    assertThat(failure().kind()).isEqualTo(Kind.NONSENSE);
  }

  @Test
  void a_body_without_end_is_cut_at_the_limit() throws Exception {
    serve(out -> {
      out.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      while (end.getCount() > 0) {
        out.write(new byte[64]);
      }
    });
    assertThat(failure().kind()).isEqualTo(Kind.NONSENSE);
  }

  @Test
  void no_answer_and_a_dripping_one_are_slow() throws Exception {
    serve(out -> end.await());
    assertThat(failure().kind()).isEqualTo(Kind.SLOW);
    serve(out -> {
      out.write("HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      out.flush();
      end.await();
    });
    assertThat(failure().kind()).isEqualTo(Kind.SLOW);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void a_refused_credential_is_told_apart(int status) throws Exception {
    serve(text("HTTP/1.1 " + status + " No\r\nContent-Length: 0\r\n\r\n"));
    assertThat(failure().kind()).isEqualTo(Kind.FORBIDDEN);
  }

  @Test
  void a_broken_store_and_an_absent_one_are_unreachable() throws Exception {
    serve(text("HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\n\r\n"));
    assertThat(failure().kind()).isEqualTo(Kind.UNREACHABLE);
    server.close();
    assertThat(failure().kind()).isEqualTo(Kind.UNREACHABLE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/lease.json", "../lease.json", "a//b", "a/../b", "a?b", "a b", "."})
  void only_a_plain_path_is_asked_for(String path) {
    assertThatThrownBy(() -> source.fetch(path, BYTES_MAX, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private SourceException failure() {
    SourceException failure =
        catchThrowableOfType(
            SourceException.class, () -> source.fetch("lease.json", BYTES_MAX, Optional.empty()));
    assertThat(failure).isNotNull();
    return failure;
  }

  private static Script text(String answer) {
    return out -> out.write(answer.getBytes(StandardCharsets.UTF_8));
  }

  private void serve(Script script) {
    Thread.ofVirtual()
        .start(() -> {
          try (Socket socket = server.accept()) {
            requests.add(readHead(socket.getInputStream()));
            script.answer(socket.getOutputStream());
            socket.getOutputStream().flush();
          } catch (Exception e) {
            // The reader has given up, as most tests want; it is asserted on its side.
            Thread.currentThread().interrupt();
          }
        });
  }

  private static String readHead(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int b = in.read();
      if (b < 0) {
        break;
      }
      head.append((char) b);
    }
    return head.toString();
  }
}
