package io.tappass.policy;

import io.tappass.policy.value.HostPattern;
import io.tappass.policy.value.ListEntry;
import io.tappass.policy.value.PathPattern;
import java.util.Comparator;
import java.util.List;

/**
 * What the runtime needs opened in the kernel so that programs start at all; given by the
 * organisation's {@code runtimes/}, beside the lists of the levels.
 *
 * @param read readable paths
 * @param execute readable and executable paths
 * @param write readable and writable paths
 * @param connectPorts TCP ports on loopback and elsewhere that processes may connect to, sorted
 */
public record KernelBaseline(
    List<PathPattern> read,
    List<PathPattern> execute,
    List<PathPattern> write,
    List<Integer> connectPorts) {

  /** Nothing opened. */
  public static final KernelBaseline NONE =
      new KernelBaseline(List.of(), List.of(), List.of(), List.of());

  /** Entries of one list. */
  public static final int ENTRIES_MAX = 500;

  public KernelBaseline {
    read = sorted(read);
    execute = sorted(execute);
    write = sorted(write);
    connectPorts = connectPorts.stream().distinct().sorted().toList();
    for (int port : connectPorts) {
      if (port < 1 || port > HostPattern.PORT_MAX) {
        throw new IllegalArgumentException("no port: " + port);
      }
    }
  }

  private static List<PathPattern> sorted(List<PathPattern> paths) {
    if (paths.size() > ENTRIES_MAX) {
      throw new IllegalArgumentException("more than " + ENTRIES_MAX + " paths in a baseline");
    }
    return paths.stream().distinct().sorted(Comparator.comparing(ListEntry::text)).toList();
  }
}
