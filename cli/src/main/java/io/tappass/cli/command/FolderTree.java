package io.tappass.cli.command;

import io.tappass.cli.UsageException;
import io.tappass.policy.repository.RepositoryEntry;
import io.tappass.policy.repository.RepositoryLimits;
import io.tappass.policy.repository.RepositoryTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** A policy repository read from a folder on disk, as git would see it. */
final class FolderTree {
  private static final String GIT = ".git";

  private FolderTree() {}

  /**
   * Everything beneath the folder but {@code .git}; limits and odd entries are judged by the tree.
   *
   * @throws UsageException if it is no folder
   */
  static RepositoryTree read(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new UsageException(folder + " is not a folder");
    }
    List<RepositoryEntry> entries = new ArrayList<>();
    Files.walkFileTree(folder, visitor(folder, entries));
    return RepositoryTree.of(entries);
  }

  private static FileVisitor<Path> visitor(Path root, List<RepositoryEntry> entries) {
    return new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        if (folder.equals(root)) {
          return FileVisitResult.CONTINUE;
        }
        if (folder.endsWith(GIT)) {
          return FileVisitResult.SKIP_SUBTREE;
        }
        if (Files.exists(folder.resolve(GIT), LinkOption.NOFOLLOW_LINKS)) {
          entries.add(
              new RepositoryEntry(name(root, folder), RepositoryEntry.SUBMODULE, new byte[0]));
          return FileVisitResult.SKIP_SUBTREE;
        }
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
          throws IOException {
        if (file.endsWith(GIT)) {
          return FileVisitResult.CONTINUE;
        }
        entries.add(entry(root, file, attributes));
        // One more than allowed is enough to say so.
        return entries.size() > RepositoryLimits.ENTRIES_MAX
            ? FileVisitResult.TERMINATE
            : FileVisitResult.CONTINUE;
      }
    };
  }

  private static RepositoryEntry entry(Path root, Path file, BasicFileAttributes attributes)
      throws IOException {
    String name = name(root, file);
    if (!attributes.isRegularFile()) {
      // Git keeps no sockets or devices; a link is the nearest that it would refuse.
      return new RepositoryEntry(name, RepositoryEntry.SYMLINK, new byte[0]);
    }
    int mode = Files.isExecutable(file) ? RepositoryEntry.EXECUTABLE : RepositoryEntry.FILE;
    try (InputStream in = Files.newInputStream(file)) {
      return new RepositoryEntry(name, mode, in.readNBytes(RepositoryLimits.FILE_BYTES_MAX + 1));
    }
  }

  private static String name(Path root, Path file) {
    List<String> names = new ArrayList<>();
    root.relativize(file).forEach(step -> names.add(step.toString()));
    return String.join("/", names);
  }
}
