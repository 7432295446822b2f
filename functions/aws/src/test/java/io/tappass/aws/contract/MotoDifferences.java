package io.tappass.aws.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The tests of the contracts that moto does not pass, each with the page of AWS that decides: the
 * table of docs/spec/aws-differences.md, so that page and suite cannot drift apart.
 */
final class MotoDifferences {
  private static final Pattern ROW =
      Pattern.compile(
          "\\| (?:race )?`(\\w+\\.\\w+)` \\| [^|]+ \\| (https://docs\\.aws\\.amazon\\.com/\\S+) \\|");

  private MotoDifferences() {}

  /** Page by test that moto never passes, the test as {@code Contract.method}. */
  static SortedMap<String, String> pages() {
    return rows("| `");
  }

  /** Page by test that moto passes or not as its threads happen to meet. */
  static SortedMap<String, String> races() {
    return rows("| race `");
  }

  private static SortedMap<String, String> rows(String start) {
    var pages = new TreeMap<String, String>();
    try {
      Path page =
          Path.of(System.getProperty("tappass.root", "../.."), "docs/spec/aws-differences.md");
      for (String line : Files.readAllLines(page, UTF_8)) {
        if (!line.startsWith(start)) {
          continue;
        }
        var row = ROW.matcher(line);
        if (!row.matches() || pages.put(row.group(1), row.group(2)) != null) {
          throw new IllegalStateException("a row that is malformed or doubled: " + line);
        }
      }
      return pages;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
