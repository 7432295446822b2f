package io.tappass.audit;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Compares the wall clock of records with the clock that no one sets. Within one boot the wall
 * clock may gain on it (a laptop that slept), but never lose: then somebody set it back.
 */
final class ClockWatch {
  /** Less is the order of callers, and the clock being disciplined. */
  static final long TOLERANCE_MILLIS = 5_000;

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Map<String, Long> leadMax = new HashMap<>();
  private long times;
  private String firstPlace = "";
  private long firstMillis;

  void see(RecordLine line, String file, long number) {
    long lead = line.wallMillis() - line.monotonicNanos() / NANOS_PER_MILLI;
    Long known = leadMax.get(line.bootId());
    if (known == null || lead > known) {
      leadMax.put(line.bootId(), lead);
    } else if (lead < known - TOLERANCE_MILLIS) {
      if (times++ == 0) {
        firstPlace = file + ":" + number;
        firstMillis = known - lead;
      }
      // From here on the clock is taken as it is now, so that each setting counts once.
      leadMax.put(line.bootId(), lead);
    }
  }

  /** What was seen, as the end of "that the host's clock was right". */
  Optional<String> finding() {
    return times == 0
        ? Optional.empty()
        : Optional.of(
            "it was set back "
                + times
                + " times, first by "
                + firstMillis
                + " ms before "
                + firstPlace);
  }
}
