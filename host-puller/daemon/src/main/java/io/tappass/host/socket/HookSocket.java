package io.tappass.host.socket;

import io.tappass.host.event.EventLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import jdk.net.ExtendedSocketOptions;

/**
 * The Unix socket by which one sandbox asks. Which sandbox asks is decided by the socket alone; one
 * virtual thread a connection, one question a connection. Whatever goes wrong is a deny.
 */
public final class HookSocket implements AutoCloseable {

  /** Bytes of one question. */
  public static final int HOOK_INPUT_BYTES_MAX = 1 << 20;

  /** Connections of one sandbox at a time. */
  public static final int CONNECTIONS_MAX = 64;

  /** Bytes of a socket's path in UTF-8; the kernel's limit less the temporary suffix. */
  public static final int PATH_BYTES_MAX = 103;

  private static final Duration READ_MAX = Duration.ofMillis(800);
  private static final Duration CONNECTION_MAX = Duration.ofSeconds(10);

  /**
   * Whose socket it is and where.
   *
   * @param path of the socket; its folder must exist
   * @param user who may connect besides the daemon's own user, if the daemon runs as root
   */
  public record Address(SandboxId sandbox, Path path, Optional<UserPrincipal> user) {}

  private final Address address;
  private final HookHandler handler;
  private final EventLog log;
  private final ServerSocketChannel server;
  private final Set<UserPrincipal> peers;
  private final Object fileKey;
  private final Semaphore free = new Semaphore(CONNECTIONS_MAX);
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService deadlines =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("hook-deadlines").factory());
  private final Thread acceptor;

  private HookSocket(
      Address address,
      HookHandler handler,
      EventLog log,
      ServerSocketChannel server,
      UserPrincipal own)
      throws IOException {
    this.address = address;
    this.handler = handler;
    this.log = log;
    this.server = server;
    Set<UserPrincipal> allowed = new HashSet<>(Set.of(own));
    address.user().ifPresent(allowed::add);
    this.peers = Set.copyOf(allowed);
    this.fileKey = fileKey(address.path());
    this.acceptor =
        Thread.ofVirtual().name("hook-accept-" + address.sandbox()).unstarted(this::accept);
  }

  /**
   * Creates the socket with mode 0600 and starts to answer. A stale socket of that name is
   * replaced; there is no moment in which it can be reached with another mode.
   *
   * @throws IOException if the path is too long or the folder does not take it
   */
  public static HookSocket open(Address address, HookHandler handler, EventLog log)
      throws IOException {
    Path path = address.path();
    Path fresh = path.resolveSibling(path.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(fresh), CONNECTIONS_MAX);
      UserPrincipal own = Files.getOwner(fresh, LinkOption.NOFOLLOW_LINKS);
      Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
      if (address.user().isPresent()) {
        Files.setOwner(fresh, address.user().get());
      }
      Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      var socket = new HookSocket(address, handler, log, server, own);
      socket.acceptor.start();
      return socket;
    } catch (IOException | RuntimeException e) {
      server.close();
      Files.deleteIfExists(fresh);
      throw e;
    }
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        SocketChannel channel = server.accept();
        if (free.tryAcquire()) {
          open.add(channel);
          Thread.ofVirtual().start(() -> serve(channel));
        } else {
          refuse(channel, "overloaded", "too many calls at once");
        }
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        log.event("hook_accept_failed", "sandbox", sandbox(), "reason", String.valueOf(e));
      }
    }
  }

  private void serve(SocketChannel channel) {
    var late = new AtomicBoolean();
    // Beyond this the peer gets the end of the connection, which its client takes for a deny.
    var end =
        deadlines.schedule(() -> close(channel), millis(CONNECTION_MAX), TimeUnit.MILLISECONDS);
    var readEnd =
        deadlines.schedule(
            () -> {
              // INVARIANT: set before the read ends, so that half a question is never a whole one.
              late.set(true);
              shutdownInput(channel);
            },
            millis(READ_MAX),
            TimeUnit.MILLISECONDS);
    try {
      UserPrincipal peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
      if (!peers.contains(peer)) {
        log.event("hook_peer_refused", "sandbox", sandbox(), "peer", peer.getName());
        write(channel, HookAnswer.deny("peer_refused", "this socket is another user's"));
        return;
      }
      byte[] input = read(channel);
      readEnd.cancel(false);
      write(channel, late.get() ? tooLate() : answer(input));
    } catch (IOException | RuntimeException e) {
      log.event("hook_failed", "sandbox", sandbox(), "reason", String.valueOf(e));
    } finally {
      readEnd.cancel(false);
      end.cancel(false);
      close(channel);
      open.remove(channel);
      free.release();
    }
  }

  /** At most one byte more than the limit, so that the limit can be told from what is beyond it. */
  private static byte[] read(SocketChannel channel) throws IOException {
    var input = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
    while (input.size() <= HOOK_INPUT_BYTES_MAX) {
      buffer.clear();
      if (channel.read(buffer) < 0) {
        break;
      }
      input.write(buffer.array(), 0, buffer.position());
    }
    return input.toByteArray();
  }

  private byte[] answer(byte[] input) {
    if (input.length == 0) {
      return HookAnswer.deny("ambiguous", "the input is empty");
    }
    if (input.length > HOOK_INPUT_BYTES_MAX) {
      return HookAnswer.deny("ambiguous", "the input is over " + HOOK_INPUT_BYTES_MAX + " bytes");
    }
    try {
      byte[] answer = handler.answer(address.sandbox(), input);
      if (HookAnswer.isWellFormed(answer) || HookAnswer.isDecision(answer)) {
        return answer;
      }
      log.event("hook_answer_malformed", "sandbox", sandbox());
      return HookAnswer.deny("internal_error", "the engine's answer was malformed");
    } catch (Exception | StackOverflowError | OutOfMemoryError e) {
      // INVARIANT: anything that goes wrong on the decision path is a deny.
      log.event("hook_handler_failed", "sandbox", sandbox(), "reason", e.getClass().getName());
      return HookAnswer.deny("internal_error", "the engine failed");
    }
  }

  private static byte[] tooLate() {
    return HookAnswer.deny("timeout", "the input did not end in time");
  }

  private void refuse(SocketChannel channel, String code, String message) {
    try {
      channel.configureBlocking(false);
      channel.write(ByteBuffer.wrap(HookAnswer.deny(code, message)));
    } catch (IOException e) {
      log.event("hook_failed", "sandbox", sandbox(), "reason", String.valueOf(e));
    } finally {
      close(channel);
    }
  }

  private static void write(SocketChannel channel, byte[] answer) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(answer);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    channel.shutdownOutput();
  }

  /** Stops answering; calls under way get the end of their connection. */
  @Override
  public void close() {
    try {
      server.close();
      // Only our own: a newer daemon may have put its socket there already.
      if (Files.exists(address.path(), LinkOption.NOFOLLOW_LINKS)
          && fileKey.equals(fileKey(address.path()))) {
        Files.deleteIfExists(address.path());
      }
    } catch (IOException e) {
      log.event("hook_close_failed", "sandbox", sandbox(), "reason", String.valueOf(e));
    }
    open.forEach(HookSocket::close);
    deadlines.shutdownNow();
  }

  private static Object fileKey(Path path) throws IOException {
    return Files.readAttributes(
            path, java.nio.file.attribute.BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }

  private String sandbox() {
    return address.sandbox().value();
  }

  private static long millis(Duration duration) {
    return duration.toMillis();
  }

  private static void shutdownInput(SocketChannel channel) {
    try {
      channel.shutdownInput();
    } catch (IOException e) {
      close(channel);
    }
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // Nobody is left to be told: the peer sees the end of the connection, which is a deny.
      return;
    }
  }
}
