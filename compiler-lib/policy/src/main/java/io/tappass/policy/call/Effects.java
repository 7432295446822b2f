package io.tappass.policy.call;

import io.tappass.policy.value.HostPattern;
import io.tappass.policy.value.Ids;
import io.tappass.policy.value.ListEntry;
import io.tappass.policy.value.PathPattern;
import java.util.Comparator;
import java.util.List;

/**
 * The other ways to do what a tool does; coverage is computed over them.
 *
 * @param hosts whoever reaches one of these can do the same without the tool
 * @param credential the id of the credential it takes, or empty where it takes none
 * @param paths whoever opens one of these can do the same without the tool
 */
public record Effects(List<HostPattern> hosts, String credential, List<PathPattern> paths) {

  /** No other way. */
  public static final Effects NONE = new Effects(List.of(), "", List.of());

  /** Entries of one list. */
  public static final int ENTRIES_MAX = 100;

  public Effects {
    hosts = sorted(hosts);
    paths = sorted(paths);
    if (!credential.isEmpty()) {
      Ids.name("credential", credential);
    }
  }

  private static <E extends ListEntry> List<E> sorted(List<E> entries) {
    if (entries.size() > ENTRIES_MAX) {
      throw new IllegalArgumentException("more than " + ENTRIES_MAX + " effects");
    }
    return entries.stream().distinct().sorted(Comparator.comparing(ListEntry::text)).toList();
  }
}
