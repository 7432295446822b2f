package io.tappass.control;

import io.tappass.control.PublishRelease.Published;
import io.tappass.policy.repository.RepositoryTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Publishes commit after commit and dies at one point of it, as after a power cut: nothing is
 * closed, no shutdown hook runs. What it acknowledges stands in a file before it goes on.
 */
final class KilledPublisher {
  /** Exit status of a process that reached its point. */
  static final int KILLED = 42;

  private final long dieAt;
  private final Path points;
  private long passed;

  private KilledPublisher(long dieAt, Path points) {
    this.dieAt = dieAt;
    this.points = points;
  }

  /** Arguments: folder, commits that were there before, commits to add, point to die at. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    int from = Integer.parseInt(arguments[1]);
    int count = Integer.parseInt(arguments[2]);
    var process = new KilledPublisher(Long.parseLong(arguments[3]), folder.resolve("points"));
    var backend = new FolderBackend(folder, process::point);
    var kit = new ControlKit(backend.registry(), backend.store());
    Template template = Template.read();
    RepositoryTree before = template.tree();
    // The same commits in every process: the fake numbers them.
    for (int commit = 0; commit <= from + count; commit++) {
      // What was released before is only fallen back to by scopes in error, and there are none.
      kit.git.push(commit > from ? template.denying("commit " + commit).tree() : before);
      if (commit > from) {
        process.publish(kit, folder);
      }
    }
  }

  private void publish(ControlKit kit, Path folder) {
    switch (kit.publisher().publish()) {
      case Published published -> {
        append(folder.resolve("acknowledged"), published.number() + " " + published.digest());
        point("acknowledged");
      }
      case PublishRelease.Unchanged unchanged -> append(folder.resolve("log"), unchanged.reason());
      case PublishRelease.Stopped stopped ->
          throw new IllegalStateException(stopped.stop().toString());
    }
    if (kit.refreshLease.refresh() instanceof RefreshLease.Stopped stopped) {
      throw new IllegalStateException(stopped.stop().toString());
    }
    point("leased");
  }

  private void point(String name) {
    if (++passed == dieAt) {
      append(points, name);
      Runtime.getRuntime().halt(KILLED);
    }
  }

  private static void append(Path file, String line) {
    try {
      Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
