package io.tappass.host;

import io.tappass.host.apply.SandboxSite;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Where a daemon works and for whom.
 *
 * @param dataFolder for state; see {@code docs/spec/host.md}, section "Folders"
 * @param runFolder for sockets; short, because a socket's path has 107 bytes
 * @param host the host's id, a name
 * @param poll how often the lease is asked for; each pause is up to a fifth shorter, never longer
 * @param sites the sandboxes; one that is not enrolled is answered with a deny
 */
public record HostConfig(
    Path dataFolder, Path runFolder, String host, Duration poll, List<SandboxSite> sites) {

  /** The usual poll. */
  public static final Duration POLL_DEFAULT = Duration.ofSeconds(10);

  /** The shortest poll. */
  public static final Duration POLL_MIN = Duration.ofMillis(50);

  public HostConfig {
    sites = List.copyOf(sites);
    if (poll.compareTo(POLL_MIN) < 0 || poll.compareTo(Duration.ofMinutes(10)) > 0) {
      throw new IllegalArgumentException("poll is not within 50 ms and 10 minutes: " + poll);
    }
    if (sites.stream().map(SandboxSite::sandbox).distinct().count() != sites.size()) {
      throw new IllegalArgumentException("a sandbox stands twice");
    }
  }
}
