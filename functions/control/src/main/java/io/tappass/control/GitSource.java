package io.tappass.control;

import io.tappass.policy.repository.RepositoryTree;
import java.util.Optional;

/**
 * The policy repository at its forge, bounded and read through tree walks only; nothing is ever
 * checked out.
 */
public interface GitSource {

  /** A commit id: 40 lower-case hexadecimal digits. */
  record CommitId(String hex) {
    public CommitId {
      if (!hex.matches("[0-9a-f]{40}")) {
        throw new IllegalArgumentException("not a commit id: " + hex);
      }
    }
  }

  /** Fetches the configured ref and answers where it points, or nothing if it does not exist. */
  Optional<CommitId> fetchHead() throws GitException;

  /** Whether {@code ancestor} is reachable from {@code descendant}; both were fetched. */
  boolean isAncestor(CommitId ancestor, CommitId descendant) throws GitException;

  /**
   * The files of a commit.
   *
   * @throws GitException with the diagnostics of a tree that is refused (symlinks, limits, ...)
   */
  RepositoryTree tree(CommitId commit) throws GitException;
}
