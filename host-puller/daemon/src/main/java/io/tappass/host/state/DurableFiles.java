package io.tappass.host.state;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Files that are whole or not there, also after a crash: written beside their place, forced,
 * renamed, and the folder forced. Every write refuses a symlink where one of our own folders or
 * files should be.
 */
public final class DurableFiles {

  /** What stands behind a name while it is being written. */
  public static final String UNFINISHED = ".new";

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private DurableFiles() {}

  /** A folder of ours that is a symlink, or no folder. */
  public static final class UnsafePathException extends IOException {
    UnsafePathException(Path path) {
      super(path + " is a symlink or no folder");
    }
  }

  /** Replaces the file in one step, mode 0600. */
  public static void replace(Path file, byte[] bytes) throws IOException {
    replace(file, bytes, OWNER_ONLY);
  }

  /** Replaces the file in one step, with a mode that others may read it by. */
  public static void replace(Path file, byte[] bytes, Set<PosixFilePermission> mode)
      throws IOException {
    Path folder = parent(file);
    requireFolder(folder);
    Path fresh = folder.resolve(file.getFileName() + UNFINISHED);
    Files.deleteIfExists(fresh);
    writeNew(fresh, bytes, mode);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    forceFolder(folder);
  }

  /** Creates the file and forces its bytes; the caller forces the folder. */
  public static void writeNew(Path file, byte[] bytes, Set<PosixFilePermission> mode)
      throws IOException {
    // CREATE_NEW follows no symlink. The mode is set by itself, so that no umask narrows it.
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      Files.setPosixFilePermissions(file, mode);
      channel.force(true);
    }
  }

  /**
   * The bytes of a file, or nothing where there is none.
   *
   * @throws IOException if it is larger than {@code bytesMax}, or a symlink
   */
  public static Optional<byte[]> read(Path file, int bytesMax) throws IOException {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = in.readNBytes(bytesMax + 1);
      if (bytes.length > bytesMax) {
        throw new IOException(file + " is over " + bytesMax + " bytes");
      }
      return Optional.of(bytes);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Points the symlink at {@code target} in one step. */
  public static void switchLink(Path link, Path target) throws IOException {
    Path folder = parent(link);
    requireFolder(folder);
    Path fresh = folder.resolve(link.getFileName() + UNFINISHED);
    Files.deleteIfExists(fresh);
    Files.createSymbolicLink(fresh, target);
    Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    forceFolder(folder);
  }

  /**
   * Creates the folder if it is not there, and refuses a symlink in its place. Mode 0711: agents of
   * other users read the files that are theirs by name, and list nothing.
   */
  public static void ensureFolder(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
      forceFolder(parent(folder));
    }
    requireFolder(folder);
  }

  /**
   * Refuses what is no folder of its own.
   *
   * @throws UnsafePathException if it is a symlink or no folder
   */
  public static void requireFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new UnsafePathException(folder);
    }
  }

  /** Forces the names in a folder to disk. */
  public static void forceFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Removes a folder and everything in it, following no symlink. */
  public static void deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static Path parent(Path file) {
    Path parent = file.getParent();
    if (parent == null) {
      throw new IllegalArgumentException("a file without a folder: " + file);
    }
    return parent;
  }
}
