package io.tappass.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StoredLinesTest {

  private record Line(long offset, long nextOffset, int length, boolean isTerminated) {}

  /** A stream that gives a few bytes at a time. */
  private static InputStream dripping(byte[] bytes, Random random) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] target, int offset, int length) {
        return super.read(target, offset, Math.min(length, 1 + random.nextInt(40_000)));
      }
    };
  }

  @Test
  void lines_of_every_length_are_found_where_they_are() throws Exception {
    for (long seed = 0; seed < 60; seed++) {
      var random = new Random(seed);
      var out = new ByteArrayOutputStream();
      List<Line> expected = new ArrayList<>();
      int count = random.nextInt(30);
      for (int index = 0; index < count; index++) {
        int length = length(random);
        byte[] line = new byte[length];
        Arrays.fill(line, (byte) (random.nextBoolean() ? 'x' : 0x8a));
        long offset = out.size();
        out.writeBytes(line);
        boolean isLast = index == count - 1;
        boolean isTerminated = !isLast || random.nextBoolean();
        if (isTerminated) {
          out.write('\n');
        }
        if (isTerminated || length > 0) {
          expected.add(new Line(offset, out.size(), length, isTerminated));
        }
      }
      check(out.toByteArray(), expected, random, seed);
    }
  }

  private static int length(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(3);
      case 1 -> random.nextInt(2_000);
      case 2 -> StoredLines.LINE_BYTES_MAX - 1 + random.nextInt(3);
      default -> random.nextInt(600_000);
    };
  }

  private static void check(byte[] bytes, List<Line> expected, Random random, long seed)
      throws IOException {
    try (var lines = new StoredLines(dripping(bytes, random))) {
      for (int index = 0; index < expected.size(); index++) {
        Line line = expected.get(index);
        assertThat(lines.next()).as("seed %d line %d", seed, index).isTrue();
        assertThat(lines.offset()).as("seed %d line %d", seed, index).isEqualTo(line.offset());
        assertThat(lines.nextOffset()).isEqualTo(line.nextOffset());
        assertThat(lines.number()).isEqualTo(index + 1);
        assertThat(lines.isTerminated()).isEqualTo(line.isTerminated());
        assertThat(lines.isTooLong()).isEqualTo(line.length() > StoredLines.LINE_BYTES_MAX);
        if (!lines.isTooLong()) {
          int from = (int) line.offset();
          assertThat(lines.copy()).isEqualTo(Arrays.copyOfRange(bytes, from, from + line.length()));
        }
      }
      assertThat(lines.next()).as("seed %d", seed).isFalse();
    }
  }
}
