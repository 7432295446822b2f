package io.tappass.git.local;

import io.tappass.git.QuietSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.PushResult;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * Somebody who edits the policy on this machine and pushes it, without a working tree and without
 * the git program: for the demo, and for seeding a fresh repository.
 */
public final class PolicyAuthor implements AutoCloseable {
  private static final String REF = Constants.R_HEADS + "main";
  private static final int FILE_BYTES_MAX = 8 << 20;

  private final Git git;
  private final String remote;
  private final InstantSource clock;

  private PolicyAuthor(Git git, String remote, InstantSource clock) {
    this.git = git;
    this.remote = remote;
    this.clock = clock;
  }

  /**
   * Opens the author's own repository in {@code folder}, up to date with the remote.
   *
   * @param remote address to push to
   */
  public static PolicyAuthor open(Path folder, String remote, InstantSource clock)
      throws IOException {
    QuietSystem.install();
    try {
      Git git =
          Files.isDirectory(folder)
              ? Git.open(folder.toFile())
              : Git.init()
                  .setBare(true)
                  .setInitialBranch("main")
                  .setDirectory(folder.toFile())
                  .call();
      var author = new PolicyAuthor(git, remote, clock);
      author.fetch();
      return author;
    } catch (GitAPIException e) {
      throw new IOException("the author's repository cannot be opened: " + e.getMessage(), e);
    }
  }

  private void fetch() throws GitAPIException {
    boolean isThere =
        git.lsRemote().setRemote(remote).setHeads(true).call().stream()
            .anyMatch(head -> head.getName().equals(REF));
    if (isThere) {
      git.fetch().setRemote(remote).setRefSpecs(new RefSpec("+" + REF + ":" + REF)).call();
    }
  }

  /** Whether the branch has a commit. */
  public boolean hasCommits() throws IOException {
    return git.getRepository().resolve(REF) != null;
  }

  /** The files of the branch's commit, by path; none before the first. */
  public SortedMap<String, byte[]> files() throws IOException {
    SortedMap<String, byte[]> files = new TreeMap<>();
    Repository repository = git.getRepository();
    ObjectId head = repository.resolve(REF);
    if (head == null) {
      return files;
    }
    try (var revisions = new RevWalk(repository);
        var walk = new TreeWalk(repository)) {
      walk.addTree(revisions.parseCommit(head).getTree());
      walk.setRecursive(true);
      while (walk.next()) {
        if (walk.getFileMode(0).equals(FileMode.REGULAR_FILE)) {
          ObjectLoader loader = repository.open(walk.getObjectId(0), Constants.OBJ_BLOB);
          files.put(walk.getPathString(), loader.getCachedBytes(FILE_BYTES_MAX));
        }
      }
    }
    return files;
  }

  /** The regular files below a folder on disk, by path, but for {@code .git}. */
  public static SortedMap<String, byte[]> filesBelow(Path folder) throws IOException {
    SortedMap<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        String name = folder.relativize(path).toString().replace('\\', '/');
        if (Files.isRegularFile(path) && !name.equals(".git") && !name.startsWith(".git/")) {
          files.put(name, Files.readAllBytes(path));
        }
      }
    }
    return files;
  }

  /**
   * Commits exactly these files and pushes.
   *
   * @return the commit id
   * @throws IOException with the remote's message, if it did not take the push
   */
  public String push(Map<String, byte[]> files, String message) throws IOException {
    Repository repository = git.getRepository();
    ObjectId commit = commit(repository, files, message);
    RefUpdate update = repository.updateRef(REF);
    update.setNewObjectId(commit);
    update.forceUpdate();
    try {
      for (PushResult result :
          git.push().setRemote(remote).setRefSpecs(new RefSpec(REF + ":" + REF)).call()) {
        for (RemoteRefUpdate pushed : result.getRemoteUpdates()) {
          if (pushed.getStatus() != RemoteRefUpdate.Status.OK
              && pushed.getStatus() != RemoteRefUpdate.Status.UP_TO_DATE) {
            throw new IOException(
                "the push was not taken: " + pushed.getStatus() + " " + result.getMessages());
          }
        }
      }
    } catch (GitAPIException e) {
      throw new IOException("the push failed: " + e.getMessage(), e);
    }
    return commit.name();
  }

  private ObjectId commit(Repository repository, Map<String, byte[]> files, String message)
      throws IOException {
    ObjectId parent = repository.resolve(REF);
    try (ObjectInserter inserter = repository.newObjectInserter()) {
      DirCache index = DirCache.newInCore();
      DirCacheBuilder builder = index.builder();
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        var entry = new DirCacheEntry(file.getKey());
        entry.setFileMode(FileMode.REGULAR_FILE);
        entry.setObjectId(inserter.insert(Constants.OBJ_BLOB, file.getValue()));
        builder.add(entry);
      }
      builder.finish();
      var commit = new CommitBuilder();
      commit.setTreeId(index.writeTree(inserter));
      if (parent != null) {
        commit.setParentId(parent);
      }
      var author =
          new PersonIdent("Policy owner", "owner@acme.example", clock.instant(), ZoneOffset.UTC);
      commit.setAuthor(author);
      commit.setCommitter(author);
      commit.setMessage(message);
      ObjectId id = inserter.insert(commit);
      inserter.flush();
      return id;
    }
  }

  @Override
  public void close() {
    git.close();
  }
}
