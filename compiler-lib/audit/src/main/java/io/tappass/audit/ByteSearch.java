package io.tappass.audit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds bytes eight at a time: a verifier spends most of its time looking for the ends of strings
 * and lines. In each long, the lowest byte that meets a condition gets its high bit set; bits above
 * it may be wrong and are not used (the classic zero-byte test).
 */
final class ByteSearch {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
  private static final long NEWLINES = ONES * '\n';
  private static final long QUOTES = ONES * '"';
  private static final long BACKSLASHES = ONES * '\\';
  private static final long SPACES = ONES * ' ';

  private ByteSearch() {}

  /** The index of the first newline from {@code from} to before {@code to}, or {@code to}. */
  static int newline(byte[] bytes, int from, int to) {
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      long found = zeros((long) LONGS.get(bytes, at) ^ NEWLINES);
      if (found != 0) {
        return at + Long.numberOfTrailingZeros(found) / Byte.SIZE;
      }
    }
    while (at < to && bytes[at] != '\n') {
      at++;
    }
    return at;
  }

  /**
   * The index of the first byte that ends a run of plain string content: a quote, a backslash, a
   * control character or a byte outside ASCII; or {@code to}.
   */
  static int plainEnd(byte[] bytes, int from, int to) {
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      long eight = (long) LONGS.get(bytes, at);
      long controls = (eight - SPACES) & ~eight;
      long found =
          ((eight | controls) & HIGH_BITS) | zeros(eight ^ QUOTES) | zeros(eight ^ BACKSLASHES);
      if (found != 0) {
        return at + Long.numberOfTrailingZeros(found) / Byte.SIZE;
      }
    }
    while (at < to && bytes[at] != '"' && bytes[at] != '\\' && bytes[at] >= ' ') {
      at++;
    }
    return at;
  }

  private static long zeros(long value) {
    return (value - ONES) & ~value & HIGH_BITS;
  }
}
