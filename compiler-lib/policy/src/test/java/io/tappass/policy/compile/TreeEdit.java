package io.tappass.policy.compile;

import io.tappass.policy.repository.RepositoryEntry;
import io.tappass.policy.repository.RepositoryTree;
import io.tappass.policy.repository.TemplateFolder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The template with edits, for tests. */
public final class TreeEdit {
  private final Map<String, RepositoryEntry> entries = new TreeMap<>();

  private TreeEdit(List<RepositoryEntry> entries) {
    entries.forEach(entry -> this.entries.put(entry.path(), entry));
  }

  /** The template as it is. */
  public static TreeEdit template() {
    return new TreeEdit(TemplateFolder.entries());
  }

  /** Writes a file. */
  public TreeEdit put(String path, String text) {
    return put(RepositoryEntry.file(path, text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Adds an entry of any kind. */
  public TreeEdit put(RepositoryEntry entry) {
    entries.put(entry.path(), entry);
    return this;
  }

  /** Appends text to a file that is there. */
  public TreeEdit append(String path, String text) {
    return put(path, text(path) + text);
  }

  /** Replaces text that stands in a file. */
  public TreeEdit replace(String path, String old, String now) {
    if (!text(path).contains(old)) {
      throw new IllegalArgumentException(path + " does not say " + old);
    }
    return put(path, text(path).replace(old, now));
  }

  /** Removes every file whose path starts so. */
  public TreeEdit remove(String prefix) {
    entries.keySet().removeIf(path -> path.startsWith(prefix));
    return this;
  }

  /** The entries. */
  public List<RepositoryEntry> entries() {
    return List.copyOf(entries.values());
  }

  /** The tree. */
  public RepositoryTree tree() {
    return RepositoryTree.of(entries.values());
  }

  private String text(String path) {
    RepositoryEntry entry = entries.get(path);
    if (entry == null) {
      throw new IllegalArgumentException(path + " is not there");
    }
    return new String(entry.bytes(), StandardCharsets.UTF_8);
  }
}
