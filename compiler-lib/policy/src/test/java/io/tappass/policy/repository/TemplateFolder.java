package io.tappass.policy.repository;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The template that customers copy, read from its folder beside the modules. */
public final class TemplateFolder {
  private TemplateFolder() {}

  /** Its files. */
  public static List<RepositoryEntry> entries() {
    Path root = root();
    try (Stream<Path> files = Files.walk(root)) {
      List<RepositoryEntry> entries = new ArrayList<>();
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String path = root.relativize(file).toString().replace('\\', '/');
        entries.add(RepositoryEntry.file(path, Files.readAllBytes(file)));
      }
      return entries;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path root() {
    Path at = Path.of("").toAbsolutePath();
    while (at != null) {
      Path candidate = at.resolve("policy-repo-template");
      if (Files.isDirectory(candidate)) {
        return candidate;
      }
      at = at.getParent();
    }
    throw new IllegalStateException("policy-repo-template is not above the working directory");
  }
}
