package io.tappass.provider;

import java.util.Comparator;
import java.util.List;

/**
 * Who sees what: for every tool of the catalogue and every path by which its effect can be had, how
 * well one target holds it.
 *
 * @param entries sorted by tool and path
 */
public record Coverage(List<Entry> entries) {
  public Coverage {
    entries =
        entries.stream()
            .sorted(Comparator.comparing(Entry::tool).thenComparing(Entry::path))
            .toList();
  }

  /**
   * One cell.
   *
   * @param tool catalogue id
   * @param path {@code call} for the tool's own call, else {@code host:api.example:443}, {@code
   *     file:/path/**} or {@code credential:name}
   * @param grade how well it is held
   * @param reason why it is not exact; empty where it is
   */
  public record Entry(String tool, String path, Grade grade, String reason) {
    public Entry {
      if (reason.isEmpty() != (grade == Grade.EXACT)) {
        throw new IllegalArgumentException("a reason stands exactly where the grade is not exact");
      }
    }
  }

  /** From worst to best, so that the minimum is the worst. */
  public enum Grade {
    /** The target does not see this path. */
    NONE("none"),
    /** The target sees it, and there is a known way around. */
    PARTIAL("partial"),
    /** The target holds it, and refuses more than the policy does. */
    STRICTER("stricter"),
    /** The target decides as the policy does. */
    EXACT("exact");

    private final String text;

    Grade(String text) {
      this.text = text;
    }

    /** As documents and tables write it. */
    public String text() {
      return text;
    }
  }
}
