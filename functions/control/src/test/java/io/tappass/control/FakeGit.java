package io.tappass.control;

import io.tappass.policy.repository.RepositoryTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A policy repository in memory: commits with one parent each, and one branch. */
final class FakeGit implements GitSource {
  private record Commit(Optional<CommitId> parent, RepositoryTree tree) {}

  private final Map<CommitId, Commit> commits = new HashMap<>();
  private final List<UnaryOperator<RepositoryTree>> lies = new ArrayList<>();
  private Optional<CommitId> branch = Optional.empty();
  private boolean reachable = true;
  private int pushes;

  /** Commits on top of the branch. */
  synchronized CommitId push(RepositoryTree tree) {
    return push(tree, branch);
  }

  /** Commits on top of that commit, or of nothing, and points the branch there. */
  synchronized CommitId push(RepositoryTree tree, Optional<CommitId> parent) {
    var id = new CommitId("%040x".formatted(++pushes));
    commits.put(id, new Commit(parent, tree));
    branch = Optional.of(id);
    return id;
  }

  /** Points the branch elsewhere, or removes it. */
  synchronized void point(Optional<CommitId> commit) {
    branch = commit;
  }

  /** The next read of a tree gives what the lie makes of it; later ones are true again. */
  synchronized void lieOnce(UnaryOperator<RepositoryTree> lie) {
    lies.add(lie);
  }

  synchronized void reachable(boolean isReachable) {
    reachable = isReachable;
  }

  /** A commit with its parents is gone, as after a rewrite that was collected. */
  synchronized void forget(CommitId commit) {
    commits.remove(commit);
  }

  @Override
  public synchronized Optional<CommitId> fetchHead() throws GitException {
    if (!reachable) {
      throw new GitException(GitException.Kind.RETRYABLE, "the forge is unreachable");
    }
    return branch;
  }

  @Override
  public synchronized boolean isAncestor(CommitId ancestor, CommitId descendant) {
    Optional<CommitId> at = Optional.of(descendant);
    while (at.isPresent()) {
      if (at.get().equals(ancestor)) {
        return true;
      }
      Commit commit = commits.get(at.get());
      at = commit == null ? Optional.empty() : commit.parent();
    }
    return false;
  }

  @Override
  public synchronized RepositoryTree tree(CommitId id) throws GitException {
    Commit commit = commits.get(id);
    if (commit == null) {
      throw new GitException(GitException.Kind.REFUSED, "no such commit: " + id.hex());
    }
    return lies.isEmpty() ? commit.tree() : lies.removeFirst().apply(commit.tree());
  }
}
