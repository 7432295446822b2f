package io.tappass.host.apply;

import io.tappass.host.socket.SandboxId;
import io.tappass.provider.HostFacts;
import io.tappass.provider.TargetVersion;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What this host's configuration says of one sandbox.
 *
 * @param host paths that renderings need
 * @param places folders by the name that bootstrap links use, such as {@code claude-code.managed}
 * @param versions of the targets found here, by provider id
 * @param user that the agent runs as, if not the daemon's own; needs a daemon that runs as root
 */
public record SandboxSite(
    SandboxId sandbox,
    HostFacts host,
    Map<String, Path> places,
    Map<String, TargetVersion> versions,
    Optional<String> user) {

  /** A sandbox whose agent runs as the daemon's own user. */
  public SandboxSite(
      SandboxId sandbox,
      HostFacts host,
      Map<String, Path> places,
      Map<String, TargetVersion> versions) {
    this(sandbox, host, places, versions, Optional.empty());
  }

  public SandboxSite {
    places = Map.copyOf(new TreeMap<>(places));
    versions = Map.copyOf(new TreeMap<>(versions));
  }
}
