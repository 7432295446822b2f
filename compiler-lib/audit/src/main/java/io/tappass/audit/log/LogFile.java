package io.tappass.audit.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A file that is only ever appended to, and cut once, when a torn write is taken off its end. */
public interface LogFile extends Closeable {

  /**
   * Appends some of the remaining bytes.
   *
   * @return how many; may be fewer than remain
   */
  int write(ByteBuffer bytes) throws IOException;

  /** Makes the data written so far, and the length, durable (fdatasync). */
  void sync() throws IOException;

  /** Cuts the file to its first {@code size} bytes. */
  void truncate(long size) throws IOException;
}
