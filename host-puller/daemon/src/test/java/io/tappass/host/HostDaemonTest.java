package io.tappass.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tappass.host.HostStatus.SandboxStatus;
import io.tappass.host.apply.Activation;
import io.tappass.host.apply.DecisionPoint;
import io.tappass.host.apply.Policies;
import io.tappass.host.apply.SandboxFolder;
import io.tappass.host.apply.SandboxSite;
import io.tappass.host.event.EventLog;
import io.tappass.host.follow.FakePublisher;
import io.tappass.host.follow.FakeStore;
import io.tappass.host.follow.StateFile;
import io.tappass.host.follow.TrustFile;
import io.tappass.host.pull.SourceException.Kind;
import io.tappass.host.socket.HookAnswer;
import io.tappass.host.socket.HookAnswer.Decision;
import io.tappass.host.socket.SandboxId;
import io.tappass.host.state.DurableFiles;
import io.tappass.host.state.SandboxState;
import io.tappass.host.state.SandboxState.Calls;
import io.tappass.trust.EnrolmentDesk;
import io.tappass.trust.LocalSigner;
import io.tappass.trust.Receipt;
import io.tappass.trust.TrustState;
import java.io.IOException;
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
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole daemon on real threads, sockets and files; the store is a fake. */
class HostDaemonTest {
  private static final long WAIT_SECONDS_MAX = 60;

  /** Allows while the policy decides; remembers what it was given. */
  private static final class FakeEngine implements HostEngine {
    private volatile @Nullable Supplier<SandboxState> state;

    @Override
    public DecisionPoint.Ready prepare(
        SandboxId sandbox, Activation activation, Supplier<SandboxState> now) {
      return () -> state = now;
    }

    @Override
    public Optional<String> session(SandboxId sandbox) {
      return Optional.of("s-1");
    }

    @Override
    public byte[] answer(SandboxId sandbox, byte[] input) {
      Supplier<SandboxState> now = state;
      return now != null && now.get().calls() == Calls.POLICY
          ? HookAnswer.of(Decision.ALLOW, "granted")
          : HookAnswer.deny("state", now == null ? "absent" : now.get().text());
    }
  }

  @TempDir Path root;
  private final FakeStore store = new FakeStore();
  private final BlockingQueue<byte[]> receipts = new LinkedBlockingQueue<>();
  private final List<String> lines = Collections.synchronizedList(new java.util.ArrayList<>());
  private final Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private FakePublisher publisher;
  private SandboxSite site;
  private Path data;
  private @Nullable HostDaemon daemon;

  @BeforeEach
  void enrol() throws Exception {
    root = root.toRealPath();
    site = Policies.site(root);
    data = root.resolve("data");
    LocalSigner hostKey = HostKey.of(data, new SecureRandom());
    publisher = new FakePublisher(store, hostKey, start.plus(Duration.ofDays(30)));
    TrustFile.create(data, TrustState.first(publisher.trustedRoot(), start));
    SandboxFolder folder = SandboxFolder.open(data, Policies.SANDBOX);
    DurableFiles.replace(folder.path().resolve("enrolment.json"), publisher.enrolmentBytes(start));
  }

  @AfterEach
  void stop() {
    if (daemon != null) {
      daemon.close();
    }
  }

  private HostDaemon startDaemon(HostConfig config) throws IOException {
    daemon =
        HostDaemon.start(
            config,
            new HostParts(
                store,
                (sandbox, receipt) -> {
                  receipts.add(receipt);
                  return true;
                },
                new FakeEngine(),
                Policies.providers(),
                (spec, attempts) -> {
                  throw new IOException("no kernel in this test");
                },
                InstantSource.system(),
                System::nanoTime,
                new SecureRandom(),
                HostBoot.id(new SecureRandom()),
                milestone -> {},
                new EventLog(InstantSource.system(), lines::add)));
    return daemon;
  }

  private HostConfig config() {
    return new HostConfig(
        data, root.resolve("run"), FakePublisher.HOST, Duration.ofMillis(50), List.of(site));
  }

  /** The first receipt that says so; those before it are passed over. */
  private Receipt awaitReceipt(SandboxState state, long release) throws Exception {
    var enrolment = publisher.verifiedEnrolment(start);
    while (true) {
      byte[] envelope = receipts.poll(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
      assertThat(envelope)
          .as("a receipt %s of release %d; log: %s", state, release, lines)
          .isNotNull();
      Receipt receipt = EnrolmentDesk.receipt(enrolment, envelope).receipt();
      if (receipt.state().equals(state.text()) && receipt.release() == release) {
        return receipt;
      }
    }
  }

  @Test
  void a_release_is_followed_reported_and_decides_until_the_daemon_stops() throws Exception {
    publisher.release(1, Policies.policy("v1"), start);
    publisher.lease(start, Duration.ofHours(1));
    HostDaemon running = startDaemon(config());
    Receipt receipt = awaitReceipt(SandboxState.CURRENT, 1);
    assertThat(receipt.policy()).contains(Policies.policy("v1").digest());
    assertThat(receipt.providers())
        .extracting(p -> p.id())
        .containsExactly("claude-code", "landlock");
    assertThat(receipt.rings().present()).containsExactly("harness", "kernel");
    assertThat(ask()).contains("\"allow\"");
    SandboxStatus status = running.status().sandbox("sb-1").orElseThrow();
    assertThat(status.state()).isEqualTo(SandboxState.CURRENT);
    assertThat(status.applied()).isEqualTo(1);
    assertThat(running.status().desired()).isEqualTo(1);
    assertThat(
            StateFile.read(SandboxFolder.at(data, Policies.SANDBOX).path()).orElseThrow().state())
        .isEqualTo(SandboxState.CURRENT);

    publisher.release(2, Policies.policy("v2"), start);
    publisher.lease(start, Duration.ofHours(1));
    running.nudge();
    Receipt second = awaitReceipt(SandboxState.CURRENT, 2);
    assertThat(second.counter()).isGreaterThan(receipt.counter());
    running.close();
    assertThat(root.resolve("run/sb-1.sock")).doesNotExist();
  }

  @Test
  void a_restart_without_a_store_decides_at_once_with_what_was_in_force() throws Exception {
    publisher.release(1, Policies.policy("v1"), start);
    publisher.lease(start, Duration.ofHours(1));
    HostDaemon first = startDaemon(config());
    Receipt before = awaitReceipt(SandboxState.CURRENT, 1);
    first.close();
    receipts.clear();
    store.fail(Kind.UNREACHABLE);
    startDaemon(config());
    assertThat(ask()).contains("\"allow\"");
    Receipt after = awaitReceipt(SandboxState.CURRENT, 1);
    assertThat(after.counter()).isGreaterThan(before.counter());
  }

  @Test
  void a_sandbox_without_a_policy_or_an_enrolment_is_answered_with_a_deny() throws Exception {
    Files.delete(SandboxFolder.at(data, Policies.SANDBOX).path().resolve("enrolment.json"));
    startDaemon(config());
    assertThat(ask()).contains("\"deny\"");
    assertThat(lines).anyMatch(line -> line.contains("not_enrolled"));
  }

  @Test
  void an_enrolment_of_another_host_is_not_ours() throws Exception {
    var config =
        new HostConfig(data, root.resolve("run"), "host-2", Duration.ofMillis(50), List.of(site));
    HostDaemon running = startDaemon(config);
    assertThat(running.status().sandbox("sb-1").orElseThrow().state())
        .isEqualTo(SandboxState.ABSENT);
    assertThat(lines).anyMatch(line -> line.contains("enrolment_other_host"));
  }

  @Test
  void a_second_daemon_does_not_get_the_folder() throws Exception {
    startDaemon(config());
    HostDaemon first = daemon;
    assertThatThrownBy(() -> startDaemon(config())).hasMessageContaining("another daemon");
    daemon = first;
  }

  @Test
  void a_folder_without_trust_starts_nothing() throws Exception {
    Files.delete(data.resolve("trust.json"));
    assertThatThrownBy(() -> startDaemon(config())).hasMessageContaining("enrol");
    Files.writeString(data.resolve("trust.json"), "{}");
    assertThatThrownBy(() -> startDaemon(config())).isInstanceOf(IOException.class);
  }

  private String ask() throws IOException {
    try (SocketChannel channel =
        SocketChannel.open(
            UnixDomainSocketAddress.of(HostDaemon.socket(root.resolve("run"), Policies.SANDBOX)))) {
      channel.write(ByteBuffer.wrap("{}".getBytes(StandardCharsets.UTF_8)));
      channel.shutdownOutput();
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
