package io.tappass.policy.repository;

import io.tappass.policy.diagnostic.Findings;
import io.tappass.policy.diagnostic.PolicyCode;
import io.tappass.rego.diagnostic.Diagnostic;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Looks at every entry of a tree before anything reads its content. */
final class EntryCheck {
  private static final int TYPE_BITS = 0170000;

  private final Findings findings = new Findings();
  private final List<RepositoryEntry> accepted = new ArrayList<>();

  /** Checks entries that are sorted by path. */
  EntryCheck(List<RepositoryEntry> entries) {
    if (entries.size() > RepositoryLimits.ENTRIES_MAX) {
      findings.addFile(
          PolicyCode.TOO_MANY_ENTRIES,
          "",
          entries.size() + " files; " + RepositoryLimits.ENTRIES_MAX + " is the most",
          "Keep policy in a repository of its own");
      return;
    }
    long bytes = entries.stream().mapToLong(RepositoryEntry::size).sum();
    if (bytes > RepositoryLimits.TREE_BYTES_MAX) {
      findings.addFile(
          PolicyCode.TREE_TOO_LARGE,
          "",
          bytes + " bytes in all files; " + RepositoryLimits.TREE_BYTES_MAX + " is the most",
          "Keep policy in a repository of its own");
      return;
    }
    Set<String> colliding = collisions(entries);
    for (RepositoryEntry entry : entries) {
      if (isPathGood(entry.path())
          && isModeGood(entry)
          && isSizeGood(entry)
          && !colliding.contains(entry.path())) {
        accepted.add(entry);
      }
    }
  }

  List<RepositoryEntry> accepted() {
    return accepted;
  }

  List<Diagnostic> diagnostics() {
    return findings.sorted();
  }

  private boolean isPathGood(String path) {
    String[] segments = path.split("/", -1);
    if (segments.length > RepositoryLimits.DEPTH_MAX) {
      findings.addFile(
          PolicyCode.PATH_TOO_DEEP,
          path,
          segments.length + " segments; " + RepositoryLimits.DEPTH_MAX + " is the most",
          "Move the file up");
      return false;
    }
    String problem = problem(path, segments);
    if (!problem.isEmpty()) {
      findings.addFile(
          PolicyCode.ODD_PATH,
          printable(path),
          problem,
          "Rename it: letters, digits, dots, dashes and underscores are safe everywhere");
      return false;
    }
    return true;
  }

  private static String problem(String path, String[] segments) {
    if (path.length() > RepositoryLimits.PATH_CHARS_MAX) {
      return "the path has more than " + RepositoryLimits.PATH_CHARS_MAX + " characters";
    }
    for (int index = 0; index < path.length(); index++) {
      char c = path.charAt(index);
      if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
        return "the path holds a control or invisible character";
      }
      if (c == '\\' || c == ':') {
        return "the path holds a backslash or a colon, which some systems read as a separator";
      }
      if (Character.isSurrogate(c) && !isPaired(path, index)) {
        return "the path is no Unicode";
      }
    }
    for (String segment : segments) {
      if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
        return "the path holds an empty, . or .. segment";
      }
      if (segment.toLowerCase(Locale.ROOT).equals(".git")
          || segment.toLowerCase(Locale.ROOT).startsWith("git~")) {
        return "the path reaches into git's own folder";
      }
      if (segment.endsWith(".") || segment.endsWith(" ") || segment.startsWith(" ")) {
        return "a segment starts or ends with a space, or ends with a dot";
      }
    }
    return "";
  }

  private static boolean isPaired(String path, int index) {
    return Character.isHighSurrogate(path.charAt(index))
        ? index + 1 < path.length() && Character.isLowSurrogate(path.charAt(index + 1))
        : index > 0 && Character.isHighSurrogate(path.charAt(index - 1));
  }

  private boolean isModeGood(RepositoryEntry entry) {
    if (entry.mode() == RepositoryEntry.FILE) {
      return true;
    }
    int type = entry.mode() & TYPE_BITS;
    if (type == RepositoryEntry.SYMLINK) {
      findings.addFile(
          PolicyCode.SYMLINK, entry.path(), "a symbolic link", "Commit the file itself");
    } else if (type == RepositoryEntry.SUBMODULE) {
      findings.addFile(
          PolicyCode.SUBMODULE, entry.path(), "a submodule", "Commit the files themselves");
    } else if (entry.mode() == RepositoryEntry.EXECUTABLE) {
      findings.addFile(
          PolicyCode.EXECUTABLE,
          entry.path(),
          "an executable file",
          "Take the bit off: git update-index --chmod=-x " + entry.path());
    } else {
      findings.addFile(
          PolicyCode.ODD_MODE,
          entry.path(),
          "mode " + Integer.toOctalString(entry.mode()) + "; only 100644 is read",
          "Commit it as a plain file");
    }
    return false;
  }

  private boolean isSizeGood(RepositoryEntry entry) {
    if (entry.size() <= RepositoryLimits.FILE_BYTES_MAX) {
      return true;
    }
    findings.addFile(
        PolicyCode.FILE_TOO_LARGE,
        entry.path(),
        entry.size() + " bytes; " + RepositoryLimits.FILE_BYTES_MAX + " is the most for one file",
        "Split it, or keep it in another repository");
    return false;
  }

  /**
   * Paths that some file system takes for another one, and all files inside folders that it does;
   * none of them is read, because nobody can say which one the author saw.
   */
  private Set<String> collisions(List<RepositoryEntry> entries) {
    Map<String, String> spelled = new HashMap<>();
    Map<String, String> fileOf = new HashMap<>();
    Set<String> colliding = new HashSet<>();
    String previous = null;
    for (RepositoryEntry entry : entries) {
      String path = entry.path();
      if (path.equals(previous)) {
        collide(colliding, path, path);
      }
      previous = path;
      for (String prefix : prefixes(path)) {
        String folded = fold(prefix);
        String other = spelled.putIfAbsent(folded, prefix);
        String firstFile = fileOf.putIfAbsent(folded, path);
        if (other != null && firstFile != null && !other.equals(prefix)) {
          collide(colliding, path, firstFile);
        } else if (firstFile != null
            && !firstFile.equals(path)
            && (prefix.equals(path) || firstFile.equals(prefix))) {
          // The same name is a file here and a folder there.
          collide(colliding, path, firstFile);
        }
      }
    }
    return colliding;
  }

  private void collide(Set<String> colliding, String path, String other) {
    colliding.add(path);
    colliding.add(other);
    findings.addFile(
        PolicyCode.PATH_COLLISION,
        printable(path),
        "the same as " + printable(other) + " where case or Unicode forms are ignored",
        "Rename or remove one of them");
  }

  private static List<String> prefixes(String path) {
    List<String> prefixes = new ArrayList<>();
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      prefixes.add(path.substring(0, slash));
    }
    prefixes.add(path);
    return prefixes;
  }

  private static String fold(String path) {
    String normal = Normalizer.normalize(path, Normalizer.Form.NFC);
    return Normalizer.normalize(
        normal.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
  }

  private static String printable(String path) {
    var out = new StringBuilder();
    for (int index = 0; index < path.length(); index++) {
      char c = path.charAt(index);
      out.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
    }
    return out.toString();
  }
}
