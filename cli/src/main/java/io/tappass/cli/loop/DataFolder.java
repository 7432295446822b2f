package io.tappass.cli.loop;

import java.nio.file.Path;

/**
 * Where everything of one machine lies. Deleting the folder forgets all of it.
 *
 * @param path absolute
 */
public record DataFolder(Path path) {
  public DataFolder {
    path = path.toAbsolutePath().normalize();
  }

  /** The stand-ins' buckets, keys and tables. */
  Path aws() {
    return path.resolve("aws");
  }

  /** The bare policy repository. */
  public Path repository() {
    return path.resolve("policy.git");
  }

  /** The control loop's mirror of it. */
  Path mirror() {
    return path.resolve("mirror.git");
  }

  /** What the control loop made on its first start. */
  Path controlFile() {
    return path.resolve("control.json");
  }

  /** Credentials and secrets of development, readable by the owner only. */
  Path secretsFile() {
    return path.resolve("secrets.json");
  }

  /** One host's own folder. */
  public Path host(String host) {
    return path.resolve("hosts").resolve(host);
  }

  /** The directory that a sandbox works in. */
  public Path workspace(String sandbox) {
    return path.resolve("workspaces").resolve(sandbox);
  }

  /** Tells later commands where the running stack is. */
  public Path readyFile() {
    return path.resolve("ready.json");
  }
}
