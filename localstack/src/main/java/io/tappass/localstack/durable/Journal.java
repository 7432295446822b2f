package io.tappass.localstack.durable;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * An append-only file of records with group commit: {@link #append} gives a record its place,
 * {@link #awaitDurable} returns once all records up to a place are on disk, one fsync for all that
 * wait.
 *
 * <p>A record is a header of 28 bytes and a payload: magic (4), payload length (4), CRC-32C (4)
 * over what follows, own offset (8), the offset below which everything was on disk when the record
 * was written (8). A torn record at the end was never acknowledged and is cut off; a damaged record
 * that a later one calls durable was, and the journal refuses to open.
 */
public final class Journal implements Closeable {

  /** Bytes of one payload at most. */
  public static final int PAYLOAD_BYTES_MAX = 80 * 1024 * 1024;

  private static final int MAGIC = 0x54504A31;
  private static final int HEADER = 28;
  private static final int WINDOW = 1024 * 1024;

  private final Path file;
  private final FileChannel channel;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition written = lock.newCondition();
  private List<ByteBuffer> queue = new ArrayList<>();
  private long tail;
  private long durable;
  private boolean writing;
  private @Nullable IOException failure;

  private Journal(Path file, FileChannel channel, long tail) {
    this.file = file;
    this.channel = channel;
    this.tail = tail;
    this.durable = tail;
  }

  /** Takes the records of a journal in their order when it is opened. */
  @FunctionalInterface
  public interface Replay {
    /**
     * One record.
     *
     * @param offset of the payload's first byte in the file, for {@link Journal#read}
     */
    void record(byte[] payload, long offset) throws IOException;
  }

  /**
   * Opens the journal, made if absent, and hands over its records.
   *
   * @throws JournalDamagedException if an acknowledged record is damaged
   */
  public static Journal open(Path file, Replay replay) throws IOException {
    Files.deleteIfExists(DurableFile.temporary(file));
    boolean isNew = !Files.exists(file);
    FileChannel channel = DurableFile.open(file);
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (isNew && folder != null) {
        channel.force(true);
        DurableFile.syncFolder(folder);
      }
      long end = replay(file, channel, replay);
      if (end < channel.size()) {
        channel.truncate(end);
        channel.force(true);
      }
      return new Journal(file, channel, end);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static long replay(Path file, FileChannel channel, Replay replay) throws IOException {
    long size = channel.size();
    long offset = 0;
    while (offset < size) {
      byte[] payload = payloadAt(channel, offset, size);
      if (payload == null) {
        requireTornTail(file, channel, offset, size);
        return offset;
      }
      replay.record(payload, offset + HEADER);
      offset += HEADER + payload.length;
    }
    return offset;
  }

  /** The payload of the record at an offset, or null if no sound record stands there. */
  private static byte @Nullable [] payloadAt(FileChannel channel, long offset, long size)
      throws IOException {
    if (size - offset < HEADER) {
      return null;
    }
    byte[] headerBytes = readFully(channel, offset, HEADER);
    ByteBuffer header = ByteBuffer.wrap(headerBytes);
    int magic = header.getInt();
    int length = header.getInt();
    int crc = header.getInt();
    if (magic != MAGIC
        || length < 0
        || length > PAYLOAD_BYTES_MAX
        || size - offset - HEADER < length) {
      return null;
    }
    byte[] payload = readFully(channel, offset + HEADER, length);
    return header.getLong(12) == offset && crc == crc(headerBytes, payload) ? payload : null;
  }

  /** Refuses if any sound record after {@code damaged} was written when it was durable already. */
  private static void requireTornTail(Path file, FileChannel channel, long damaged, long size)
      throws IOException {
    long windowAt = damaged + 1;
    while (size - windowAt >= HEADER) {
      int length = (int) Math.min(WINDOW, size - windowAt);
      ByteBuffer window = ByteBuffer.wrap(readFully(channel, windowAt, length));
      for (int index = 0; index + HEADER <= length; index++) {
        if (window.getInt(index) == MAGIC
            && window.getLong(index + 20) > damaged
            && payloadAt(channel, windowAt + index, size) != null) {
          throw new JournalDamagedException(
              file,
              damaged,
              "the record at byte " + (windowAt + index) + " was written after it was durable");
        }
      }
      windowAt += length - HEADER + 1;
    }
  }

  private static int crc(byte[] header, byte[] payload) {
    var crc = new CRC32C();
    crc.update(header, 12, HEADER - 12);
    crc.update(payload);
    return (int) crc.getValue();
  }

  private static byte[] readFully(FileChannel channel, long offset, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, offset + buffer.position()) < 0) {
        throw new IOException("the file ends at byte " + (offset + buffer.position()));
      }
    }
    return buffer.array();
  }

  /**
   * Gives a record its place behind all others; it is durable once {@link #awaitDurable} returns.
   *
   * @return the offset of the payload's first byte, for {@link #read}
   */
  public long append(byte[] payload) {
    if (payload.length > PAYLOAD_BYTES_MAX) {
      throw new IllegalArgumentException("a record of " + payload.length + " bytes");
    }
    lock.lock();
    try {
      byte[] headerBytes = new byte[HEADER];
      ByteBuffer header = ByteBuffer.wrap(headerBytes);
      header.putInt(MAGIC).putInt(payload.length).putInt(0).putLong(tail).putLong(durable);
      header.putInt(8, crc(headerBytes, payload));
      queue.add(header.flip());
      queue.add(ByteBuffer.wrap(payload));
      long offset = tail + HEADER;
      tail = offset + payload.length;
      return offset;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns once everything appended before the call is on disk.
   *
   * @throws IOException if writing failed, now or ever before: the journal then takes nothing more
   */
  public void awaitDurable() throws IOException {
    lock.lock();
    try {
      long wanted = tail;
      while (durable < wanted) {
        if (failure != null) {
          throw new IOException("the journal " + file + " stopped", failure);
        }
        if (writing) {
          written.awaitUninterruptibly();
        } else {
          writeQueue();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Writes what is queued; called with the lock held, which is released while the disk works. */
  private void writeQueue() {
    writing = true;
    List<ByteBuffer> batch = queue;
    queue = new ArrayList<>();
    long from = durable;
    long to = tail;
    // Anything that leaves write() other than by its end stops the journal.
    @Nullable IOException failed = new IOException("writing ended early");
    lock.unlock();
    try {
      write(batch, from);
      failed = null;
    } catch (IOException e) {
      failed = e;
    } finally {
      lock.lock();
      writing = false;
      if (failed == null) {
        durable = to;
      } else {
        failure = failed;
      }
      written.signalAll();
    }
  }

  private void write(List<ByteBuffer> batch, long from) throws IOException {
    long at = from;
    for (ByteBuffer buffer : batch) {
      while (buffer.hasRemaining()) {
        at += channel.write(buffer, at);
      }
    }
    channel.force(false);
  }

  /** Reads a part of a payload that is durable. */
  public byte[] read(long offset, int length) throws IOException {
    return readFully(channel, offset, length);
  }

  /** Bytes of the file, with what is still queued. */
  public long size() {
    lock.lock();
    try {
      return tail;
    } finally {
      lock.unlock();
    }
  }

  /** Hands over the payloads that a rewritten journal should hold. */
  @FunctionalInterface
  public interface Rewrite {
    /** Appends all that is still needed. */
    void writeTo(Journal fresh) throws IOException;
  }

  /** Replaces a closed journal's file by a fresh one, as a whole. */
  public static void rewrite(Path file, Rewrite rewrite) throws IOException {
    Path temporary = DurableFile.temporary(file);
    Files.deleteIfExists(temporary);
    FileChannel channel = DurableFile.open(temporary);
    try (var fresh = new Journal(temporary, channel, 0)) {
      rewrite.writeTo(fresh);
      fresh.awaitDurable();
      channel.force(true);
    }
    DurableFile.moveOver(temporary, file);
  }

  /** Writes what is queued and closes the file. */
  @Override
  public void close() throws IOException {
    try {
      awaitDurable();
    } finally {
      channel.close();
    }
  }
}
