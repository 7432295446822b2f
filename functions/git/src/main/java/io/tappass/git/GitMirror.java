package io.tappass.git;

import io.tappass.control.GitException;
import io.tappass.control.GitException.Kind;
import io.tappass.control.GitSource;
import io.tappass.policy.repository.RepositoryEntry;
import io.tappass.policy.repository.RepositoryTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * A bare mirror of one branch of the policy repository. The address of the forge and the branch
 * come from configuration, never from an event. Safe for one thread at a time.
 */
public final class GitMirror implements GitSource, AutoCloseable {
  private final Git git;
  private final String remote;
  private final String branch;
  private final GitLimits limits;

  private GitMirror(Git git, String remote, String branch, GitLimits limits) {
    this.git = git;
    this.remote = remote;
    this.branch = branch;
    this.limits = limits;
  }

  /**
   * Opens the mirror in {@code folder}, making it if it is not there.
   *
   * @param remote address of the policy repository
   * @param branch such as {@code main}
   */
  public static GitMirror open(Path folder, String remote, String branch, GitLimits limits)
      throws GitException {
    QuietSystem.install();
    try {
      Git git =
          Files.isDirectory(folder)
              ? Git.open(folder.toFile())
              : Git.init().setBare(true).setDirectory(folder.toFile()).call();
      return new GitMirror(git, remote, branch, limits);
    } catch (IOException | GitAPIException e) {
      throw new GitException(Kind.REFUSED, "the mirror cannot be opened: " + e.getMessage(), e);
    }
  }

  @Override
  public Optional<CommitId> fetchHead() throws GitException {
    String ref = Constants.R_HEADS + branch;
    try {
      var advertised =
          git.lsRemote()
              .setRemote(remote)
              .setTimeout((int) limits.timeout().toSeconds())
              .setHeads(true)
              .call();
      if (advertised.stream().noneMatch(head -> head.getName().equals(ref))) {
        return Optional.empty();
      }
      git.fetch()
          .setRemote(remote)
          .setRefSpecs(new RefSpec("+" + ref + ":" + ref))
          .setTagOpt(TagOpt.NO_TAGS)
          .setCheckFetchedObjects(true)
          .setTimeout((int) limits.timeout().toSeconds())
          .call();
      ObjectId fetched = git.getRepository().resolve(ref);
      return fetched == null ? Optional.empty() : Optional.of(new CommitId(fetched.name()));
    } catch (GitAPIException | IOException e) {
      throw new GitException(Kind.RETRYABLE, "the forge did not answer: " + e.getMessage(), e);
    }
  }

  @Override
  public boolean isAncestor(CommitId ancestor, CommitId descendant) throws GitException {
    try (var walk = new RevWalk(git.getRepository())) {
      RevCommit wanted = walk.parseCommit(ObjectId.fromString(ancestor.hex()));
      walk.markStart(walk.parseCommit(ObjectId.fromString(descendant.hex())));
      int seen = 0;
      for (RevCommit commit : walk) {
        if (commit.equals(wanted)) {
          return true;
        }
        if (++seen > limits.commitsMax()) {
          throw new GitException(
              Kind.REFUSED, "more than " + limits.commitsMax() + " commits to walk");
        }
      }
      return false;
    } catch (MissingObjectException e) {
      // The released commit is no longer in the repository: history was rewritten.
      return false;
    } catch (IOException e) {
      throw new GitException(Kind.REFUSED, "the history cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public RepositoryTree tree(CommitId commit) throws GitException {
    Repository repository = git.getRepository();
    List<RepositoryEntry> entries = new ArrayList<>();
    long bytes = 0;
    try (var revisions = new RevWalk(repository);
        var files = new TreeWalk(repository)) {
      files.addTree(revisions.parseCommit(ObjectId.fromString(commit.hex())).getTree());
      files.setRecursive(true);
      while (files.next()) {
        if (entries.size() == limits.entriesMax()) {
          throw new GitException(
              Kind.REFUSED, "more than " + limits.entriesMax() + " files in " + commit.hex());
        }
        byte[] content = content(repository, files);
        bytes += content.length;
        if (bytes > limits.treeBytesMax()) {
          throw new GitException(
              Kind.REFUSED, "more than " + limits.treeBytesMax() + " bytes in " + commit.hex());
        }
        entries.add(new RepositoryEntry(files.getPathString(), files.getRawMode(0), content));
      }
    } catch (IOException e) {
      throw new GitException(Kind.REFUSED, "the tree cannot be read: " + e.getMessage(), e);
    }
    return RepositoryTree.of(entries);
  }

  /**
   * The bytes of a file. Symlinks and submodules have none, and the tree refuses them by their
   * mode; a file over the limit is not read but stands as one byte more than allowed, so that the
   * tree refuses it alone and not everything beside it.
   */
  private byte[] content(Repository repository, TreeWalk files) throws IOException {
    FileMode mode = files.getFileMode(0);
    if (!mode.equals(FileMode.REGULAR_FILE) && !mode.equals(FileMode.EXECUTABLE_FILE)) {
      return new byte[0];
    }
    ObjectLoader loader = repository.open(files.getObjectId(0), Constants.OBJ_BLOB);
    if (loader.getSize() > limits.objectBytesMax()) {
      return new byte[limits.objectBytesMax() + 1];
    }
    return loader.getCachedBytes(limits.objectBytesMax());
  }

  @Override
  public void close() {
    git.close();
  }
}
