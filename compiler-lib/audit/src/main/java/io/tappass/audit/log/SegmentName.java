package io.tappass.audit.log;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a segment.
 *
 * @param epoch of the log, from 1
 * @param first index of its first record
 */
record SegmentName(long epoch, long first) {
  private static final Pattern NAME = Pattern.compile("(\\d{6})-(\\d{20})\\.jsonl");
  static final long EPOCH_MAX = 999_999;

  String text() {
    return String.format(Locale.ROOT, "%06d-%020d.jsonl", epoch, first);
  }

  static Optional<SegmentName> parse(String name) {
    Matcher matcher = NAME.matcher(name);
    // 18 digits fit a long; more leading digits than zeros are no index of ours.
    return matcher.matches() && matcher.group(2).startsWith("00")
        ? Optional.of(
            new SegmentName(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))))
        : Optional.empty();
  }
}
