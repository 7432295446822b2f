package io.tappass.git;

import java.time.Duration;

/**
 * What a fetch may cost.
 *
 * @param timeout of every read from and write to the forge
 * @param commitsMax walked when two commits are compared
 * @param objectBytesMax of one file; larger ones are refused before they are read
 * @param treeBytesMax of all files together
 * @param entriesMax of files in the tree
 */
public record GitLimits(
    Duration timeout, int commitsMax, int objectBytesMax, long treeBytesMax, int entriesMax) {

  /** The limits of {@code docs/spec/policy-repository.md}. */
  public static final GitLimits STANDARD =
      new GitLimits(Duration.ofSeconds(20), 100_000, 1 << 20, 32L << 20, 5_000);
}
