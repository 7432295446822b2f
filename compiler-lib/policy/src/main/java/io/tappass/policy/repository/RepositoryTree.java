package io.tappass.policy.repository;

import io.tappass.rego.diagnostic.Diagnostic;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * A policy repository as a value: its plain files by path, and what was refused of it. Only entries
 * without a diagnostic are in {@link #files}.
 */
public final class RepositoryTree {
  private final SortedMap<String, RepositoryEntry> files;
  private final List<Diagnostic> diagnostics;
  private final String digest;

  private RepositoryTree(
      SortedMap<String, RepositoryEntry> files, List<Diagnostic> diagnostics, String digest) {
    this.files = Collections.unmodifiableSortedMap(files);
    this.diagnostics = List.copyOf(diagnostics);
    this.digest = digest;
  }

  /** The tree of {@code entries}, in any order; refused ones are named in {@link #diagnostics}. */
  public static RepositoryTree of(Collection<RepositoryEntry> entries) {
    List<RepositoryEntry> sorted = new ArrayList<>(entries);
    sorted.sort(
        Comparator.comparing(RepositoryEntry::path)
            .thenComparingInt(RepositoryEntry::mode)
            .thenComparing(RepositoryEntry::bytes, java.util.Arrays::compare));
    var check = new EntryCheck(sorted);
    SortedMap<String, RepositoryEntry> files = new TreeMap<>();
    check.accepted().forEach(entry -> files.put(entry.path(), entry));
    return new RepositoryTree(files, check.diagnostics(), digest(sorted));
  }

  /** The accepted files by path, in the order of their paths. */
  public SortedMap<String, RepositoryEntry> files() {
    return files;
  }

  /** What was refused, sorted. */
  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }

  /** The file at that path. */
  public Optional<RepositoryEntry> find(String path) {
    return Optional.ofNullable(files.get(path));
  }

  /**
   * {@code sha256:} and the SHA-256 over every entry that was given, refused ones too, by path: the
   * lengths of path and content, mode, path and content of each.
   */
  public String digest() {
    return digest;
  }

  /**
   * This tree with the files for which {@code ours} is false, and those of {@code other} for which
   * it is true. Refusals go with their files.
   */
  public RepositoryTree graft(Predicate<String> grafted, RepositoryTree other) {
    List<RepositoryEntry> entries = new ArrayList<>();
    files.values().stream().filter(e -> !grafted.test(e.path())).forEach(entries::add);
    other.files.values().stream().filter(e -> grafted.test(e.path())).forEach(entries::add);
    RepositoryTree joined = of(entries);
    List<Diagnostic> refusals = new ArrayList<>(joined.diagnostics);
    diagnostics.stream().filter(d -> !grafted.test(d.span().file())).forEach(refusals::add);
    other.diagnostics.stream().filter(d -> grafted.test(d.span().file())).forEach(refusals::add);
    refusals.sort(Diagnostic.ORDER);
    return new RepositoryTree(joined.files, refusals.stream().distinct().toList(), joined.digest);
  }

  private static String digest(List<RepositoryEntry> sorted) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (RepositoryEntry entry : sorted) {
        byte[] path = entry.path().getBytes(StandardCharsets.UTF_8);
        String frame =
            path.length + " " + Integer.toOctalString(entry.mode()) + " " + entry.size() + "\n";
        digest.update(frame.getBytes(StandardCharsets.US_ASCII));
        digest.update(path);
        digest.update(entry.bytes());
      }
      return "sha256:" + HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
