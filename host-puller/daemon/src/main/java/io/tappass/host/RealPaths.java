package io.tappass.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Where a path really leads, component by component as the kernel walks it. Unlike {@link
 * Path#toRealPath} also for what does not exist yet, and <em>through links that dangle</em>: who
 * writes to one creates its target, so the target is what must be decided on.
 */
public final class RealPaths {

  /** Links followed in one path, as many as Linux follows. */
  public static final int LINKS_MAX = 40;

  private RealPaths() {}

  /**
   * The path with its links, {@code .} and {@code ..} resolved, each {@code ..} after the links
   * before it.
   *
   * @param path absolute
   * @throws UncheckedIOException if it cannot be known where the path leads: a loop, no permission
   */
  public static String resolve(String path) {
    Deque<String> ahead = new ArrayDeque<>();
    push(ahead, path);
    Path at = Path.of("/");
    int links = 0;
    while (!ahead.isEmpty()) {
      String name = ahead.pop();
      if (name.isEmpty() || name.equals(".")) {
        continue;
      }
      if (name.equals("..")) {
        Path parent = at.getParent();
        at = parent == null ? at : parent;
        continue;
      }
      Path next = at.resolve(name);
      if (!isLink(next)) {
        at = next;
        continue;
      }
      if (++links > LINKS_MAX) {
        throw new UncheckedIOException(new FileSystemLoopException(path));
      }
      String target = target(next);
      if (target.startsWith("/")) {
        at = Path.of("/");
      }
      push(ahead, target);
    }
    return at.toString();
  }

  private static void push(Deque<String> ahead, String path) {
    String[] names = path.split("/", -1);
    for (int index = names.length - 1; index >= 0; index--) {
      ahead.push(names[index]);
    }
  }

  private static boolean isLink(Path path) {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .isSymbolicLink();
    } catch (NoSuchFileException e) {
      return false;
    } catch (FileSystemException e) {
      if (isBelowFile(path)) {
        return false;
      }
      throw new UncheckedIOException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** "Not a directory": nothing can be there. */
  private static boolean isBelowFile(Path path) {
    Path parent = path.getParent();
    return parent != null && Files.isRegularFile(parent, LinkOption.NOFOLLOW_LINKS);
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
