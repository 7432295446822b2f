package io.tappass.host.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tappass.host.event.EventLog;
import io.tappass.host.socket.HookAnswer.Decision;
import io.tappass.host.socket.HookProgram.Outcome;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The fail-closed table of {@code docs/spec/host.md}, on the bytes that are shipped. */
class HookClientTest {
  private static final byte[] INPUT = "{\"tool_name\":\"Bash\"}".getBytes(StandardCharsets.UTF_8);
  private static final byte[] ALLOW = HookAnswer.of(Decision.ALLOW, "granted: ü \"quoted\"");

  /** What a server does with one connection; the connection is closed afterwards. */
  private interface Server {
    void serve(SocketChannel channel) throws Exception;
  }

  @TempDir Path folder;
  private HookProgram program;
  private final CountDownLatch end = new CountDownLatch(1);
  private final List<AutoCloseable> opened = new ArrayList<>();

  @BeforeEach
  void needsTheProgram() throws Exception {
    assumeTrue(
        HookClient.forThisMachine().isPresent(), "there is no hook client for this processor");
    program = new HookProgram(folder);
  }

  @AfterEach
  void close() throws Exception {
    end.countDown();
    for (AutoCloseable closeable : opened) {
      closeable.close();
    }
  }

  @Test
  void a_whole_answer_is_printed_as_it_came() throws Exception {
    Path socket =
        serve(channel -> {
          assertThat(readAll(channel)).isEqualTo(INPUT);
          write(channel, ALLOW);
        });
    Outcome outcome = program.run(socket, INPUT);
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).isEqualTo(new String(ALLOW, StandardCharsets.UTF_8));
    assertThat(outcome.status()).isZero();
  }

  @Test
  void the_largest_question_and_answer_go_through() throws Exception {
    byte[] question = new byte[HookSocket.HOOK_INPUT_BYTES_MAX];
    Arrays.fill(question, (byte) ' ');
    byte[] answer = ofLength(HookAnswer.BYTES_MAX);
    Path socket =
        serve(channel -> write(channel, readAll(channel).length == 1 << 20 ? answer : INPUT));
    assertThat(program.run(socket, question).out()).hasSize(HookAnswer.BYTES_MAX);
  }

  @TestFactory
  List<DynamicTest> whatever_goes_wrong_blocks() {
    byte[] half = Arrays.copyOf(ALLOW, ALLOW.length / 2);
    return List.of(
        cell("nothing is read", channel -> end.await()),
        cell(
            "no answer",
            channel -> {
              readAll(channel);
              end.await();
            }),
        cell("early close", channel -> {}),
        cell("close after the question", channel -> readAll(channel)),
        cell(
            "garbage",
            channel -> {
              readAll(channel);
              write(channel, new byte[] {1, 2, 3});
            }),
        cell(
            "half",
            channel -> {
              readAll(channel);
              write(channel, half);
            }),
        cell(
            "half and then nothing",
            channel -> {
              readAll(channel);
              write(channel, half);
              end.await();
            }),
        cell(
            "whole but not ended",
            channel -> {
              readAll(channel);
              write(channel, ALLOW);
              end.await();
            }),
        cell(
            "a byte after it",
            channel -> {
              readAll(channel);
              write(channel, ALLOW);
              write(channel, new byte[] {'\n'});
            }),
        cell(
            "over the limit",
            channel -> {
              readAll(channel);
              write(channel, ofLength(HookAnswer.BYTES_MAX + 1));
            }),
        cell(
            "far over the limit",
            channel -> {
              readAll(channel);
              write(channel, ofLength(5 << 20));
            }),
        cell("drip", this::drip),
        cell(
            "another decision",
            channel -> {
              readAll(channel);
              write(channel, replaced("allow", "defer"));
            }),
        cell(
            "another member",
            channel -> {
              readAll(channel);
              write(channel, replaced("granted: ", "\",\"updatedInput\":\""));
            }),
        cell(
            "a bad escape",
            channel -> {
              readAll(channel);
              write(channel, replaced("granted", "\\q"));
            }),
        cell(
            "a cut escape",
            channel -> {
              readAll(channel);
              write(channel, replaced("\\\"quoted\\\"", "\\u00"));
            }),
        cell(
            "a raw newline",
            channel -> {
              readAll(channel);
              write(channel, replaced("granted", "gra\nted"));
            }));
  }

  private DynamicTest cell(String name, Server server) {
    return DynamicTest.dynamicTest(name, () -> assertBlocks(program.run(serve(server), INPUT)));
  }

  @Test
  void a_socket_that_is_absent_stale_or_full_blocks() throws Exception {
    assertBlocks(program.run(folder.resolve("absent.sock"), INPUT));
    Path stale = folder.resolve("stale.sock");
    ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(stale))
        .close();
    assertBlocks(program.run(stale, INPUT));
    Path full = folder.resolve("full.sock");
    opened.add(
        ServerSocketChannel.open(StandardProtocolFamily.UNIX)
            .bind(UnixDomainSocketAddress.of(full), 1));
    for (int waiting = 0; waiting < 2; waiting++) {
      opened.add(SocketChannel.open(UnixDomainSocketAddress.of(full)));
    }
    assertBlocks(program.run(full, INPUT));
  }

  @Test
  void bad_input_blocks_even_when_the_engine_would_allow() throws Exception {
    Server allows =
        channel -> {
          readAll(channel);
          write(channel, ALLOW);
        };
    assertBlocks(program.run(serve(allows), new byte[0]));
    assertBlocks(program.run(serve(allows), new byte[HookSocket.HOOK_INPUT_BYTES_MAX + 1]));
    assertBlocks(program.run(serve(allows), new byte[5 << 20]));
    assertBlocks(program.run(serve(allows), INPUT, false));
    Server hurries = channel -> write(channel, ALLOW);
    assertBlocks(program.run(serve(hurries), INPUT, false));
  }

  @Test
  void standard_streams_that_are_closed_or_full_block() throws Exception {
    Server allows =
        channel -> {
          readAll(channel);
          write(channel, ALLOW);
        };
    for (String script :
        List.of(
            "\"$0\" \"$1\" <&-",
            "\"$0\" \"$1\" >&-",
            "\"$0\" \"$1\" > /dev/full",
            "\"$0\"",
            "\"$0\" \"$1\" more",
            "\"$0\" ''",
            "\"$0\" \"$1\"$(printf %0200d 0)")) {
      Outcome outcome = program.runInShell(script, serve(allows), INPUT);
      assertThat(outcome.status()).as(script).isEqualTo(2);
      assertThat(outcome.err()).as(script).startsWith("tappass-hook: blocked: ");
    }
  }

  @Test
  void signals_that_the_harness_ignores_or_blocks_change_nothing() throws Exception {
    Server silent =
        channel -> {
          readAll(channel);
          end.await();
        };
    Outcome outcome =
        program.runInShell("trap '' ALRM PIPE; exec \"$0\" \"$1\"", serve(silent), INPUT);
    assertBlocks(outcome);
  }

  @Test
  void the_engine_answers_through_its_socket() throws Exception {
    Path path = folder.resolve("s.sock");
    var address = new HookSocket.Address(new SandboxId("s-1"), path, Optional.empty());
    opened.add(
        HookSocket.open(
            address,
            (sandbox, input) -> HookAnswer.of(Decision.ASK, sandbox + " " + input.length),
            EventLog.silent()));
    assertThat(program.run(path, INPUT).out())
        .contains("\"permissionDecision\":\"ask\"", "s-1 " + INPUT.length);
  }

  @Test
  void another_user_asks_by_its_own_socket_and_by_no_other() throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root can act as another user");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "no /usr/bin/setpriv");
    UserPrincipal nobody =
        folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
    Path open = Files.createTempDirectory(Path.of("/tmp"), "hook");
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
    try {
      Path copy = open.resolve("tappass-hook");
      HookClient.install(copy);
      HookHandler allows = (sandbox, input) -> ALLOW;
      Path own = open.resolve("own.sock");
      Path other = open.resolve("other.sock");
      opened.add(
          HookSocket.open(
              new HookSocket.Address(new SandboxId("own"), own, Optional.of(nobody)),
              allows,
              EventLog.silent()));
      opened.add(
          HookSocket.open(
              new HookSocket.Address(new SandboxId("other"), other, Optional.empty()),
              allows,
              EventLog.silent()));
      String script = "exec setpriv --reuid=nobody --clear-groups " + copy + " \"$1\"";
      assertThat(program.runInShell(script, own, INPUT).status()).isZero();
      assertThat(program.run(own, INPUT).status()).isZero();
      assertBlocks(program.runInShell(script, other, INPUT));
      // Whoever may write to another's socket is still not that sandbox.
      Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rw-rw-rw-"));
      Outcome refused = program.runInShell(script, other, INPUT);
      assertThat(refused.out()).doesNotContain("allow");
    } finally {
      try (Stream<Path> files = Files.list(open)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(open);
    }
  }

  @Test
  void the_shipped_bytes_are_what_the_pinned_compiler_makes_of_the_source() throws Exception {
    assumeTrue(isPinnedCompiler(), "gcc 12.2.0-14+deb12u1 with binutils 2.40 is not here");
    Path rebuilt = folder.resolve("rebuilt");
    Path script =
        Path.of(System.getProperty("tappass.root"), "host-puller/daemon/src/main/c/build.sh");
    Process build =
        new ProcessBuilder(script.toString(), rebuilt.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(build.waitFor()).isZero();
    assertThat(Files.readAllBytes(rebuilt)).isEqualTo(HookClient.bytes());
  }

  private static boolean isPinnedCompiler() throws Exception {
    return firstLine("gcc").endsWith("12.2.0-14+deb12u1) 12.2.0")
        && firstLine("ld").endsWith(" 2.40");
  }

  private static String firstLine(String tool) throws Exception {
    try {
      Process process = new ProcessBuilder(tool, "--version").start();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return out.lines().findFirst().orElse("");
    } catch (IOException e) {
      return "";
    }
  }

  private static void assertBlocks(Outcome outcome) {
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err()).startsWith("tappass-hook: blocked: ").endsWith("\n");
    assertThat(outcome.out()).isEmpty();
  }

  private Path serve(Server server) throws IOException {
    Path path = folder.resolve("h" + opened.size() + ".sock");
    ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(path));
    opened.add(listener);
    Thread.ofVirtual()
        .start(() -> {
          try (SocketChannel channel = listener.accept()) {
            server.serve(channel);
          } catch (Exception e) {
            // The client has gone, as most cells want; what it did is asserted on its side.
            Thread.currentThread().interrupt();
          }
        });
    return path;
  }

  /** One byte after the other, each well before any deadline, for ever. */
  private void drip(SocketChannel channel) throws Exception {
    readAll(channel);
    for (byte b : ofLength(HookAnswer.BYTES_MAX)) {
      write(channel, new byte[] {b});
      if (end.await(50, java.util.concurrent.TimeUnit.MILLISECONDS)) {
        return;
      }
    }
  }

  private static byte[] replaced(String from, String to) {
    String text = new String(ALLOW, StandardCharsets.UTF_8);
    assertThat(text).contains(from);
    return text.replace(from, to).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] ofLength(int length) {
    byte[] empty = HookAnswer.of(Decision.ALLOW, "");
    byte[] answer = new byte[length];
    Arrays.fill(answer, (byte) 'x');
    System.arraycopy(empty, 0, answer, 0, empty.length - 4);
    System.arraycopy(empty, empty.length - 4, answer, length - 4, 4);
    return answer;
  }

  private static byte[] readAll(SocketChannel channel) throws IOException {
    return java.nio.channels.Channels.newInputStream(channel).readAllBytes();
  }

  private static void write(SocketChannel channel, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
