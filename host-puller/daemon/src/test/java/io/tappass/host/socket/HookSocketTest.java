package io.tappass.host.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tappass.host.event.EventLog;
import io.tappass.host.socket.HookAnswer.Decision;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HookSocketTest {
  private static final HookHandler ALLOWS =
      (sandbox, input) -> HookAnswer.of(Decision.ALLOW, "granted");

  @TempDir Path folder;
  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
  private final EventLog log = new EventLog(InstantSource.system(), lines::add);
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable closeable : opened) {
      closeable.close();
    }
  }

  @Test
  void the_socket_is_its_owners_alone_and_replaces_a_stale_one() throws Exception {
    Path path = folder.resolve("s.sock");
    Files.writeString(path, "stale");
    open(path, ALLOWS);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
    assertThat(ask(path, "{}")).contains("\"allow\"");
    assertThat(folder.resolve("s.sock.new")).doesNotExist();
  }

  @Test
  void whatever_the_handler_throws_or_answers_wrongly_is_a_deny() throws Exception {
    List<HookHandler> handlers =
        List.of(
            (sandbox, input) -> {
              throw new IOException("disk");
            },
            (sandbox, input) -> {
              throw new StackOverflowError();
            },
            (sandbox, input) -> new byte[0],
            (sandbox, input) ->
                "{\"permissionDecision\":\"allow\"}\n".getBytes(StandardCharsets.UTF_8),
            (sandbox, input) -> new byte[HookAnswer.BYTES_MAX + 1]);
    for (int index = 0; index < handlers.size(); index++) {
      Path path = folder.resolve(index + ".sock");
      open(path, handlers.get(index));
      assertThat(ask(path, "{}")).contains("\"deny\"", "internal_error");
    }
    assertThat(lines).hasSize(handlers.size());
  }

  @Test
  void an_empty_question_and_one_over_the_limit_never_reach_the_handler() throws Exception {
    Path path = folder.resolve("s.sock");
    open(path, ALLOWS);
    assertThat(ask(path, "")).contains("\"deny\"", "ambiguous");
    assertThat(ask(path, "x".repeat(HookSocket.HOOK_INPUT_BYTES_MAX))).contains("\"allow\"");
    assertThat(ask(path, "x".repeat(HookSocket.HOOK_INPUT_BYTES_MAX + 1)))
        .contains("\"deny\"", "ambiguous");
  }

  @Test
  void a_question_that_does_not_end_is_a_deny_and_never_half_a_question() throws Exception {
    Path path = folder.resolve("s.sock");
    open(path, ALLOWS);
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      channel.write(ByteBuffer.wrap("{}".getBytes(StandardCharsets.UTF_8)));
      assertThat(readAll(channel)).contains("\"deny\"", "timeout");
    }
  }

  @Test
  void more_connections_than_the_limit_are_refused_and_then_served_again() throws Exception {
    Path path = folder.resolve("s.sock");
    var release = new CountDownLatch(1);
    open(
        path,
        (sandbox, input) -> {
          release.await();
          return HookAnswer.of(Decision.ALLOW, "granted");
        });
    List<SocketChannel> waiting = new ArrayList<>();
    for (int index = 0; index < HookSocket.CONNECTIONS_MAX; index++) {
      waiting.add(asked(path, "{}"));
    }
    assertThat(ask(path, "{}")).contains("overloaded");
    release.countDown();
    for (SocketChannel channel : waiting) {
      assertThat(readAll(channel)).contains("\"allow\"");
      channel.close();
    }
  }

  @Test
  void closing_removes_our_socket_and_nobody_elses() throws Exception {
    Path path = folder.resolve("s.sock");
    HookSocket first = open(path, ALLOWS);
    HookSocket second = open(path, ALLOWS);
    first.close();
    assertThat(ask(path, "{}")).contains("\"allow\"");
    second.close();
    assertThat(path).doesNotExist();
  }

  @Test
  void a_path_that_is_too_long_is_an_error_and_leaves_nothing() throws Exception {
    Path deep = Files.createDirectories(folder.resolve("d".repeat(120)));
    assertThatThrownBy(() -> open(deep.resolve("s.sock"), ALLOWS)).isInstanceOf(Exception.class);
    assertThat(deep).isEmptyDirectory();
  }

  private HookSocket open(Path path, HookHandler handler) throws IOException {
    var address = new HookSocket.Address(new SandboxId("s-1"), path, Optional.empty());
    HookSocket socket = HookSocket.open(address, handler, log);
    opened.add(socket);
    return socket;
  }

  private static String ask(Path path, String question) throws IOException {
    try (SocketChannel channel = asked(path, question)) {
      return readAll(channel);
    }
  }

  private static SocketChannel asked(Path path, String question) throws IOException {
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
    ByteBuffer buffer = ByteBuffer.wrap(question.getBytes(StandardCharsets.UTF_8));
    try {
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.shutdownOutput();
    } catch (IOException e) {
      // The other side may have answered and closed already; its answer is still to be read.
      return channel;
    }
    return channel;
  }

  /** What came before the end, or before the reset of a connection whose question was not read. */
  private static String readAll(SocketChannel channel) throws IOException {
    var read = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(4096);
    try {
      while (channel.read(buffer.clear()) >= 0) {
        read.write(buffer.array(), 0, buffer.position());
      }
    } catch (SocketException e) {
      assertThat(e).hasMessageContaining("reset");
    }
    return read.toString(StandardCharsets.UTF_8);
  }
}
