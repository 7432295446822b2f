package io.tappass.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tappass.host.apply.Policies;
import io.tappass.host.apply.SandboxFolder;
import io.tappass.host.follow.FakePublisher;
import io.tappass.host.follow.FakeStore;
import io.tappass.host.follow.TrustFile;
import io.tappass.host.pull.BundleSource.Fetched;
import io.tappass.host.pull.BundleSource.Found;
import io.tappass.host.pull.SourceException;
import io.tappass.host.state.DurableFiles;
import io.tappass.trust.EnrolmentDesk;
import io.tappass.trust.LocalSigner;
import io.tappass.trust.Receipt;
import io.tappass.trust.TrustState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tappass-host run} as a process of its own: real HTTP, engine, sockets and signals. */
class HostMainTest {
  private static final long WAIT_SECONDS_MAX = 40;
  @TempDir Path root;
  private final FakeStore store = new FakeStore();
  private final BlockingQueue<byte[]> receipts = new LinkedBlockingQueue<>();
  private final Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private FakePublisher publisher;
  private HttpServer server;
  private Path config;
  private @Nullable Process child;

  @BeforeEach
  void enrol() throws Exception {
    root = root.toRealPath();
    Policies.site(root);
    Path data = root.resolve("data");
    LocalSigner hostKey = HostKey.of(data, new SecureRandom());
    publisher = new FakePublisher(store, hostKey, start.plus(Duration.ofDays(30)));
    TrustFile.create(data, TrustState.first(publisher.trustedRoot(), start));
    DurableFiles.replace(
        SandboxFolder.open(data, Policies.SANDBOX).path().resolve("enrolment.json"),
        publisher.enrolmentBytes(start));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/bucket/", this::read);
    server.createContext(
        "/receipts",
        exchange -> {
          receipts.add(exchange.getRequestBody().readAllBytes());
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    String address = "http://127.0.0.1:" + server.getAddress().getPort();
    config =
        Files.writeString(
            root.resolve("host.json"),
            """
            {"schema":"tappass.host.v1","host":"%s","data":"%s","run":"%s","hook_client":"%s",
             "poll_seconds":1,"store":"%s/bucket","enrolments":"%s/enrol","receipts":"%s/receipts",
             "sandboxes":[{"sandbox":"sb-1","workspace":"%s","home":"%s",
               "places":{"claude-code.managed":"%s"},"versions":{"claude-code":"2.1.330"}}]}
            """
                .formatted(
                    FakePublisher.HOST,
                    data,
                    root.resolve("run"),
                    root.resolve("tappass-hook"),
                    address,
                    address,
                    address,
                    root.resolve("work"),
                    root,
                    root.resolve("place")));
  }

  private void read(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath().substring("/bucket/".length());
    try {
      Fetched fetched = store.fetch(path, 1 << 22, Optional.empty());
      if (fetched instanceof Found found) {
        exchange.getResponseHeaders().set("ETag", found.tag().orElseThrow());
        exchange.sendResponseHeaders(200, found.bytes().length);
        exchange.getResponseBody().write(found.bytes());
      } else {
        // As a store that lets nobody list.
        exchange.sendResponseHeaders(403, -1);
      }
    } catch (SourceException e) {
      exchange.sendResponseHeaders(503, -1);
    } finally {
      exchange.close();
    }
  }

  @AfterEach
  void stop() throws Exception {
    if (child != null) {
      child.destroyForcibly().waitFor();
    }
    server.stop(0);
  }

  private Process startChild() throws IOException {
    Process started =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                HostMain.class.getName(),
                "run",
                "--config",
                config.toString())
            .redirectError(root.resolve("log").toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    child = started;
    return started;
  }

  private void awaitApplied(long release) throws Exception {
    while (true) {
      byte[] envelope = receipts.poll(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
      assertThat(envelope).as(Files.readString(root.resolve("log"))).isNotNull();
      Receipt receipt =
          EnrolmentDesk.receipt(publisher.verifiedEnrolment(start), envelope).receipt();
      if (receipt.release() == release && receipt.state().equals("current")) {
        return;
      }
    }
  }

  private String ask(String tool) throws IOException {
    try (SocketChannel channel =
        SocketChannel.open(UnixDomainSocketAddress.of(root.resolve("run/sb-1.sock")))) {
      String call =
          "{\"hook_event_name\":\"PreToolUse\",\"session_id\":\"s\",\"cwd\":\"/\",\"tool_name\":\""
              + tool
              + "\",\"tool_input\":{}}";
      channel.write(ByteBuffer.wrap(call.getBytes(StandardCharsets.UTF_8)));
      channel.shutdownOutput();
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void the_daemon_decides_by_what_it_follows_and_survives_both_kinds_of_end() throws Exception {
    publisher.release(1, Policies.policy("v1"), start);
    publisher.lease(start, Duration.ofHours(1));
    Process first = startChild();
    awaitApplied(1);
    assertThat(ask("mcp__notes__add")).contains("\"deny\"", "not_granted");
    assertThat(ask("mcp__unknown__tool")).contains("\"deny\"", "unknown_tool");
    assertThat(root.resolve("tappass-hook")).isExecutable();

    first.toHandle().destroyForcibly();
    assertThat(first.waitFor(WAIT_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
    receipts.clear();
    Process second = startChild();
    awaitApplied(1);
    assertThat(ask("mcp__notes__add")).contains("not_granted");
    publisher.release(2, Policies.policy("v2"), start);
    publisher.lease(start, Duration.ofHours(1));
    awaitApplied(2);

    second.toHandle().destroy();
    assertThat(second.waitFor(WAIT_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
    assertThat(root.resolve("run/sb-1.sock")).doesNotExist();
    assertThat(root.resolve("log")).content().contains("\"event\":\"stopped\"");
  }
}
