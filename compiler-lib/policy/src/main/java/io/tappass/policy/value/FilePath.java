package io.tappass.policy.value;

import java.util.ArrayDeque;
import java.util.Deque;

/** Absolute paths as text; nothing here looks at a file system. */
public final class FilePath {

  /** Characters of a path. */
  public static final int CHARS_MAX = 4_096;

  private FilePath() {}

  /** {@code path} itself if it is absolute, else below {@code directory}. */
  public static String absolute(String directory, String path) {
    if (path.startsWith("/")) {
      return path;
    }
    return directory.endsWith("/") ? directory + path : directory + "/" + path;
  }

  /**
   * The absolute path without empty, {@code .} and {@code ..} segments, these taken as if no
   * segment were a link; {@code ..} at the root stays there.
   */
  public static String normalise(String absolute) {
    Deque<String> segments = new ArrayDeque<>();
    for (String segment : absolute.split("/", -1)) {
      switch (segment) {
        case "", "." -> {}
        case ".." -> segments.pollLast();
        default -> segments.addLast(segment);
      }
    }
    return "/" + String.join("/", segments);
  }

  /** Whether {@code path} is absolute and {@link #normalise} leaves it as it is. */
  public static boolean isNormal(String path) {
    return path.startsWith("/") && normalise(path).equals(path);
  }
}
