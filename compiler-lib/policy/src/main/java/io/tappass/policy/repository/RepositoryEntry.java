package io.tappass.policy.repository;

import java.util.Arrays;

/**
 * One file of a tree, as git has it.
 *
 * @param path from the root, with slashes
 * @param mode git's mode bits, such as {@code 0100644}
 * @param bytes the content; empty for what is no file
 */
@SuppressWarnings("ArrayRecordComponent") // copied in and out; equality is by content
public record RepositoryEntry(String path, int mode, byte[] bytes) {

  /** A plain file. */
  public static final int FILE = 0100644;

  /** A file with the executable bit. */
  public static final int EXECUTABLE = 0100755;

  /** A symbolic link. */
  public static final int SYMLINK = 0120000;

  /** A commit of another repository. */
  public static final int SUBMODULE = 0160000;

  public RepositoryEntry {
    bytes = bytes.clone();
  }

  /** A plain file. */
  public static RepositoryEntry file(String path, byte[] bytes) {
    return new RepositoryEntry(path, FILE, bytes);
  }

  /** A copy of the content. */
  @Override
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Bytes of the content. */
  public int size() {
    return bytes.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RepositoryEntry that
        && path.equals(that.path)
        && mode == that.mode
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return path.hashCode() * 31 + Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return path + " (" + Integer.toOctalString(mode) + ", " + bytes.length + " bytes)";
  }
}
