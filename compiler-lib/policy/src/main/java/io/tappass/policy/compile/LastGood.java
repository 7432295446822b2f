package io.tappass.policy.compile;

import io.tappass.policy.repository.RepositoryTree;
import io.tappass.policy.repository.Scope;
import java.util.Optional;

/** Remembers, for each project and agent, the tree whose files of that scope last had no error. */
@FunctionalInterface
public interface LastGood {

  /**
   * The whole tree that the scope's last good files stand in, or nothing if there never was one.
   */
  Optional<RepositoryTree> tree(Scope scope);

  /** Remembers nothing. */
  static LastGood none() {
    return scope -> Optional.empty();
  }
}
