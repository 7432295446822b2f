package io.tappass.audit;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The lines of a stored file, one at a time, with the place of each. Holds one buffer whatever the
 * length of the file; the bytes of a line longer than {@link #LINE_BYTES_MAX} are skipped.
 */
public final class StoredLines implements Closeable {

  /** Bytes of a line without its newline: one more than a record may have. */
  public static final int LINE_BYTES_MAX = RecordLine.BYTES_MAX + 1;

  private static final int BUFFER_BYTES = 1 << 18;

  private final InputStream input;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int filled;
  private int start;
  private int end;
  private int next;
  private long offset;
  private long nextOffset;
  private long number;
  private boolean isTerminated;
  private boolean isTooLong;

  /** Reads from {@code input}, and closes it in the end. */
  public StoredLines(InputStream input) {
    this.input = input;
  }

  /** Moves to the next line; false after the last. */
  public boolean next() throws IOException {
    offset = nextOffset;
    start = next;
    long skipped = 0;
    int at = start;
    while (true) {
      at = ByteSearch.newline(buffer, at, filled);
      if (at < filled) {
        return found(at, skipped, true);
      }
      if (filled - start > LINE_BYTES_MAX) {
        skipped += filled - start;
        filled = start;
        at = start;
      }
      if (filled == buffer.length) {
        System.arraycopy(buffer, start, buffer, 0, filled - start);
        at -= start;
        filled -= start;
        start = 0;
      }
      int read = input.read(buffer, filled, buffer.length - filled);
      if (read < 0) {
        return (filled > start || skipped > 0) && found(filled, skipped, false);
      }
      filled += read;
    }
  }

  private boolean found(int lineEnd, long skipped, boolean terminated) {
    end = lineEnd;
    next = terminated ? lineEnd + 1 : lineEnd;
    isTerminated = terminated;
    long length = skipped + (end - start);
    isTooLong = length > LINE_BYTES_MAX;
    nextOffset = offset + length + (terminated ? 1 : 0);
    number++;
    return true;
  }

  /** The buffer the line stands in, from {@link #start} to before {@link #end}. */
  public byte[] buffer() {
    return buffer;
  }

  /** Where the line starts in the buffer. */
  public int start() {
    return start;
  }

  /** Where the line ends in the buffer, its newline not counted. */
  public int end() {
    return end;
  }

  /** A copy of the line without its newline. */
  public byte[] copy() {
    return Arrays.copyOfRange(buffer, start, end);
  }

  /** The number of the line, from 1. */
  public long number() {
    return number;
  }

  /** The byte of the file at which the line starts. */
  public long offset() {
    return offset;
  }

  /** The byte of the file after the line and its newline. */
  public long nextOffset() {
    return nextOffset;
  }

  /** Whether the line ends in a newline. */
  public boolean isTerminated() {
    return isTerminated;
  }

  /** Whether some of the line was skipped; the buffer then does not hold it. */
  public boolean isTooLong() {
    return isTooLong;
  }

  @Override
  public void close() throws IOException {
    input.close();
  }
}
