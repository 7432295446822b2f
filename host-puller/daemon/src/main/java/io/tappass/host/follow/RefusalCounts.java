package io.tappass.host.follow;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How often each refusal was met since the last receipt. Safe for several threads. */
public final class RefusalCounts {

  /** Codes that are told apart; further ones are counted under {@code other}. */
  public static final int CODES_MAX = 60;

  private final Map<String, Long> counts = new TreeMap<>();

  /** Counts one. */
  public synchronized void count(String code) {
    String counted = counts.containsKey(code) || counts.size() < CODES_MAX ? code : "other";
    counts.merge(counted, 1L, Long::sum);
  }

  /** One code and its count. */
  public record Entry(String code, long count) {}

  /** All counts, by code. */
  public synchronized List<Entry> entries() {
    return counts.entrySet().stream()
        .map(entry -> new Entry(entry.getKey(), entry.getValue()))
        .toList();
  }

  /** Takes off what a receipt has reported; what was counted meanwhile stays. */
  public synchronized void reported(List<Entry> entries) {
    for (Entry entry : entries) {
      counts.computeIfPresent(
          entry.code(), (code, count) -> count > entry.count() ? count - entry.count() : null);
    }
  }
}
