package io.tappass.policy.value;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * A closed list: what no {@code allow} entry means is refused, and so is what a {@code deny} entry
 * means. Both lists are sorted by text and hold an entry once.
 */
public record ClosedList<E extends ListEntry>(List<E> allow, List<E> deny) {

  /** Entries of one list. */
  public static final int ENTRIES_MAX = 2_000;

  public ClosedList {
    allow = sorted(allow);
    deny = sorted(deny);
  }

  /** The list that allows nothing. */
  public static <E extends ListEntry> ClosedList<E> nothing() {
    return new ClosedList<>(List.of(), List.of());
  }

  private static <E extends ListEntry> List<E> sorted(Collection<E> entries) {
    List<E> sorted =
        entries.stream().distinct().sorted(Comparator.comparing(ListEntry::text)).toList();
    if (sorted.size() > ENTRIES_MAX) {
      throw new IllegalArgumentException("more than " + ENTRIES_MAX + " entries in one list");
    }
    return sorted;
  }
}
