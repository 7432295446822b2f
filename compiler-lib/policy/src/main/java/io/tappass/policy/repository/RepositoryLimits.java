package io.tappass.policy.repository;

/** How much a policy repository may hold; see {@code docs/spec/policy-repository.md}, "Limits". */
public final class RepositoryLimits {
  /** Files of a tree. */
  public static final int ENTRIES_MAX = 5_000;

  /** Segments of a path. */
  public static final int DEPTH_MAX = 16;

  /** Bytes of one file, 1 MiB. */
  public static final int FILE_BYTES_MAX = 1 << 20;

  /** Bytes of all files, 32 MiB. */
  public static final long TREE_BYTES_MAX = 32L << 20;

  /** UTF-16 units of a path. */
  public static final int PATH_CHARS_MAX = 512;

  /** Nesting of one YAML document. */
  public static final int YAML_DEPTH_MAX = 24;

  /** Scalars and collections of one YAML document. */
  public static final int YAML_NODES_MAX = 50_000;

  /** Characters of one YAML number. */
  public static final int YAML_NUMBER_CHARS_MAX = 64;

  private RepositoryLimits() {}
}
