package io.tappass.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.tappass.host.follow.ControlClient;
import io.tappass.host.follow.FakePublisher;
import io.tappass.host.follow.FakeStore;
import io.tappass.host.follow.TrustFile;
import io.tappass.host.socket.SandboxId;
import io.tappass.trust.DocumentLimits;
import io.tappass.trust.EnrolmentDesk;
import io.tappass.trust.LocalSigner;
import io.tappass.trust.Refusal;
import io.tappass.trust.SandboxIdentity;
import io.tappass.trust.StorePaths;
import io.tappass.trust.Ticket;
import io.tappass.trust.VerifiedEnrolment;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostEnrolmentTest {
  private static final Instant NOW = Instant.parse("2026-11-24T16:00:00Z");
  private static final SandboxIdentity IDENTITY =
      new SandboxIdentity("acme", "support", "coder", "sb-1", "laptop", Map.of());

  @TempDir Path data;
  private final FakeStore store = new FakeStore();
  private final AtomicInteger status = new AtomicInteger(200);
  private final AtomicReference<byte[]> answer = new AtomicReference<>(new byte[0]);
  private final AtomicReference<byte[]> request = new AtomicReference<>(new byte[0]);
  private LocalSigner hostKey;
  private FakePublisher publisher;
  private HttpServer server;
  private ControlClient control;

  @BeforeEach
  void serve() throws Exception {
    hostKey = HostKey.of(data, new SecureRandom());
    publisher = new FakePublisher(store, hostKey, NOW.plus(Duration.ofDays(30)));
    answer.set(publisher.enrolmentBytes(NOW));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          request.set(exchange.getRequestBody().readNBytes(DocumentLimits.DOCUMENT_BYTES_MAX));
          byte[] body = answer.get();
          exchange.sendResponseHeaders(status.get(), body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    control = new ControlClient(address.resolve("enrol"), address.resolve("receipts"));
  }

  @AfterEach
  void stop() {
    control.close();
    server.stop(0);
  }

  private byte[] ticket(String rootDigest) throws Exception {
    return new Ticket(
            IDENTITY, 1, rootDigest, "ab".repeat(32), NOW, NOW.plus(Duration.ofMinutes(15)))
        .sign(List.of(FakePublisher.key("enrolment")));
  }

  private byte[] ticket() throws Exception {
    return ticket(publisher.trustedRoot().root().digest());
  }

  private VerifiedEnrolment enrol(byte[] ticket, Instant at) throws Exception {
    return new HostEnrolment(data, FakePublisher.HOST, hostKey, store).enrol(ticket, control, at);
  }

  private void assertNothingWritten() {
    assertThat(data.resolve("trust.json")).doesNotExist();
    assertThat(data.resolve("sandboxes")).doesNotExist();
  }

  @Test
  void a_ticket_pins_the_root_proves_the_key_and_leaves_an_enrolment() throws Exception {
    byte[] ticket = ticket();
    assertThat(enrol(ticket, NOW).enrolment().identity()).isEqualTo(IDENTITY);
    assertThat(
            EnrolmentDesk.request(publisher.trustedRoot(), ticket, request.get(), NOW)
                .request()
                .hostKey()
                .keyId())
        .isEqualTo(hostKey.key().keyId());
    assertThat(TrustFile.open(data)).isPresent();
    assertThat(data.resolve("sandboxes/sb-1/enrolment.json")).exists();
    assertThat(new SandboxId("sb-1")).hasToString("sb-1");
  }

  @Test
  void a_root_that_the_ticket_does_not_name_is_not_pinned() throws Exception {
    assertThatThrownBy(() -> enrol(ticket("sha256:" + "1".repeat(64)), NOW))
        .isInstanceOf(Refusal.RootNotPinned.class);
    assertNothingWritten();
  }

  @Test
  void a_ticket_that_is_too_old_is_not_even_presented() throws Exception {
    assertThatThrownBy(() -> enrol(ticket(), NOW.plus(Duration.ofMinutes(17))))
        .isInstanceOf(Refusal.TicketRefused.class);
    assertThat(request.get()).isEmpty();
    assertNothingWritten();
  }

  @Test
  void a_ticket_that_was_used_is_told_so() throws Exception {
    status.set(410);
    assertThatThrownBy(() -> enrol(ticket(), NOW))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("410");
    assertNothingWritten();
  }

  @Test
  void an_enrolment_of_another_key_or_host_is_not_taken() throws Exception {
    var other = new FakePublisher(new FakeStore(), FakePublisher.key("thief"), NOW.plusSeconds(60));
    answer.set(other.enrolmentBytes(NOW));
    assertThatThrownBy(() -> enrol(ticket(), NOW)).hasMessageContaining("somebody else's");
    answer.set("{}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThatThrownBy(() -> enrol(ticket(), NOW)).isInstanceOf(Refusal.class);
    assertNothingWritten();
  }

  @Test
  void a_second_sandbox_keeps_the_trust_that_is_there() throws Exception {
    enrol(ticket(), NOW);
    byte[] before = Files.readAllBytes(data.resolve("trust.json"));
    byte[] second = ticket();
    store.remove(StorePaths.root(1));
    enrol(second, NOW.plusSeconds(60));
    assertThat(Files.readAllBytes(data.resolve("trust.json"))).isEqualTo(before);
  }

  @Test
  void a_receipt_is_taken_refused_or_to_be_sent_again() throws Exception {
    var sandbox = new SandboxId("sb-1");
    status.set(204);
    answer.set(new byte[0]);
    assertThat(control.send(sandbox, new byte[] {1})).isTrue();
    status.set(409);
    assertThat(control.send(sandbox, new byte[] {1})).isFalse();
    for (int again : new int[] {500, 503, 429, 408}) {
      status.set(again);
      assertThatThrownBy(() -> control.send(sandbox, new byte[] {1}))
          .isInstanceOf(IOException.class);
    }
  }
}
