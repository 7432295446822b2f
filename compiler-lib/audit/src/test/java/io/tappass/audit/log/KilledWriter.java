package io.tappass.audit.log;

import io.tappass.audit.AuditFixtures;
import io.tappass.audit.SessionChain;
import io.tappass.audit.TestSigner;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A process that appends to a log, says which records were answered, and stops for good at a named
 * point of a given commit, so that its parent can kill it there. Arguments: folder, point, count.
 */
final class KilledWriter {

  /** Where it stops. */
  enum Point {
    BEFORE_WRITE,
    INSIDE_WRITE,
    BETWEEN_WRITE_AND_SYNC,
    BETWEEN_SYNC_AND_ANSWER,
    BEFORE_CREATE,
    BETWEEN_CREATE_AND_FOLDER_SYNC,
    ANYWHERE
  }

  private KilledWriter() {}

  /** Runs until it is killed. */
  public static void main(String[] arguments) throws Exception {
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Point point = Point.valueOf(arguments[1]);
    var storage =
        new StoppingStorage(
            new FolderStorage(Path.of(arguments[0])), point, Integer.parseInt(arguments[2]), out);
    HostLog log =
        HostLog.open(
            storage,
            TestSigner.fixed(),
            AuditFixtures.LOG,
            AuditFixtures.HOST,
            AuditFixtures.CLOCK,
            HostLogOptions.STANDARD.withSegmentBytesMax(20_000));
    out.println("started");
    List<Thread> threads = new ArrayList<>();
    for (int writer = 0; writer < 4; writer++) {
      SessionChain chain = log.chain("s-" + writer);
      threads.add(Thread.ofPlatform().start(() -> append(log, chain, out)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void append(HostLog log, SessionChain chain, PrintStream out) {
    try {
      for (long step = 0; ; step++) {
        Durable durable =
            log.appendDurably(
                chain, step == 0 ? AuditFixtures.open(0) : AuditFixtures.result(step));
        out.println("answered " + durable.record().fingerprint());
      }
    } catch (Exception e) {
      out.println("failed " + e);
    }
  }

  /** Storage that says so and stops when its point is reached for the n-th time. */
  private static final class StoppingStorage implements LogStorage {
    private final LogStorage storage;
    private final Point point;
    private final PrintStream out;
    private final AtomicInteger left;

    StoppingStorage(LogStorage storage, Point point, int count, PrintStream out) {
      this.storage = storage;
      this.point = point;
      this.out = out;
      this.left = new AtomicInteger(count);
    }

    private void reach(Point reached) {
      if (reached == point && left.decrementAndGet() == 0) {
        stop();
      }
    }

    private void stop() {
      out.println("reached " + point);
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public List<String> names() throws IOException {
      return storage.names();
    }

    @Override
    public LogFile create(String name) throws IOException {
      reach(Point.BEFORE_CREATE);
      return stopping(storage.create(name));
    }

    @Override
    public LogFile open(String name) throws IOException {
      return stopping(storage.open(name));
    }

    @Override
    public InputStream read(String name) throws IOException {
      return storage.read(name);
    }

    @Override
    public long size(String name) throws IOException {
      return storage.size(name);
    }

    @Override
    public void syncFolder() throws IOException {
      reach(Point.BETWEEN_CREATE_AND_FOLDER_SYNC);
      storage.syncFolder();
    }

    @Override
    public Closeable lock() throws IOException {
      return storage.lock();
    }

    private LogFile stopping(LogFile file) {
      return new LogFile() {
        @Override
        public int write(ByteBuffer bytes) throws IOException {
          reach(Point.BEFORE_WRITE);
          if (point == Point.INSIDE_WRITE && left.decrementAndGet() == 0) {
            ByteBuffer half = bytes.duplicate();
            half.limit(bytes.position() + bytes.remaining() / 2);
            file.write(half);
            stop();
          }
          return file.write(bytes);
        }

        @Override
        public void sync() throws IOException {
          reach(Point.BETWEEN_WRITE_AND_SYNC);
          file.sync();
          reach(Point.BETWEEN_SYNC_AND_ANSWER);
        }

        @Override
        public void truncate(long size) throws IOException {
          file.truncate(size);
        }

        @Override
        public void close() throws IOException {
          file.close();
        }
      };
    }
  }
}
