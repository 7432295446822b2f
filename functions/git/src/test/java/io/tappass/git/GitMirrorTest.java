package io.tappass.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tappass.control.GitException;
import io.tappass.control.GitSource.CommitId;
import io.tappass.git.local.LocalForge;
import io.tappass.policy.repository.RepositoryTree;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GitMirrorTest {
  @TempDir private Path folder;
  private final List<String> pushed = new CopyOnWriteArrayList<>();
  private LocalForge forge;
  private Repository bare;
  private GitMirror mirror;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record File(String path, FileMode mode, byte[] bytes) {
    static File of(String path, String text) {
      return new File(path, FileMode.REGULAR_FILE, text.getBytes(UTF_8));
    }
  }

  @BeforeEach
  void start() throws Exception {
    forge = LocalForge.start(folder.resolve("policy.git"), 0, pushed::add);
    bare = new FileRepository(folder.resolve("policy.git").toFile());
    mirror = GitMirror.open(folder.resolve("mirror.git"), forge.url(), "main", GitLimits.STANDARD);
  }

  @AfterEach
  void stop() {
    mirror.close();
    bare.close();
    forge.close();
  }

  @Test
  void aRepositoryWithoutTheBranchHasNoHead() throws Exception {
    assertThat(mirror.fetchHead()).isEmpty();
  }

  @Test
  void theFilesOfACommitAreReadWithoutACheckout() throws Exception {
    ObjectId commit = commit(List.of(), File.of("tappass.yaml", "org: acme"), File.of("a/b", "x"));
    CommitId head = mirror.fetchHead().orElseThrow();
    assertThat(head.hex()).isEqualTo(commit.name());
    RepositoryTree tree = mirror.tree(head);
    assertThat(tree.files().keySet()).containsExactly("a/b", "tappass.yaml");
    assertThat(tree.diagnostics()).isEmpty();
  }

  @Test
  void symlinksSubmodulesAndLargeFilesAreRefusedOneByOne() throws Exception {
    commit(
        List.of(),
        File.of("tappass.yaml", "org: acme"),
        new File("link", FileMode.SYMLINK, "/etc/passwd".getBytes(UTF_8)),
        new File("module", FileMode.GITLINK, new byte[0]),
        new File("large.txt", FileMode.REGULAR_FILE, new byte[2 << 20]));
    RepositoryTree tree = mirror.tree(mirror.fetchHead().orElseThrow());
    assertThat(tree.files().keySet()).containsExactly("tappass.yaml");
    assertThat(tree.diagnostics()).hasSizeGreaterThanOrEqualTo(3);
  }

  @Test
  void sixThousandFilesAreRefused() throws Exception {
    File[] files = new File[6_000];
    for (int index = 0; index < files.length; index++) {
      files[index] = File.of("f/" + index + ".txt", "same");
    }
    commit(List.of(), files);
    CommitId head = mirror.fetchHead().orElseThrow();
    assertThatThrownBy(() -> mirror.tree(head))
        .isInstanceOfSatisfying(
            GitException.class, e -> assertThat(e.kind()).isEqualTo(GitException.Kind.REFUSED));
  }

  @Test
  void aRewindOfTheBranchIsSeen() throws Exception {
    ObjectId first = commit(List.of(), File.of("a", "1"));
    ObjectId second = commit(List.of(first), File.of("a", "2"));
    CommitId released = mirror.fetchHead().orElseThrow();
    assertThat(released.hex()).isEqualTo(second.name());
    ObjectId other = commit(List.of(first), File.of("a", "3"));
    CommitId head = mirror.fetchHead().orElseThrow();
    assertThat(head.hex()).isEqualTo(other.name());
    assertThat(mirror.isAncestor(released, head)).isFalse();
    assertThat(mirror.isAncestor(new CommitId(first.name()), head)).isTrue();
    assertThat(mirror.isAncestor(new CommitId("0".repeat(40)), head)).isFalse();
  }

  @Test
  void anUnreachableForgeIsToBeTriedAgain() throws Exception {
    var limits = new GitLimits(Duration.ofSeconds(2), 10, 100, 1_000, 10);
    try (var lost =
        GitMirror.open(
            folder.resolve("lost.git"), "git://127.0.0.1:1/policy.git", "main", limits)) {
      assertThatThrownBy(lost::fetchHead)
          .isInstanceOfSatisfying(
              GitException.class, e -> assertThat(e.kind()).isEqualTo(GitException.Kind.RETRYABLE));
    }
  }

  private ObjectId commit(List<ObjectId> parents, File... files) throws Exception {
    try (ObjectInserter inserter = bare.newObjectInserter()) {
      DirCache index = DirCache.newInCore();
      DirCacheBuilder builder = index.builder();
      for (File file : files) {
        var entry = new DirCacheEntry(file.path());
        entry.setFileMode(file.mode());
        entry.setObjectId(
            file.mode().equals(FileMode.GITLINK)
                ? ObjectId.fromString("1".repeat(40))
                : inserter.insert(Constants.OBJ_BLOB, file.bytes()));
        builder.add(entry);
      }
      builder.finish();
      var commit = new CommitBuilder();
      commit.setTreeId(index.writeTree(inserter));
      commit.setParentIds(parents);
      var author =
          new PersonIdent("Policy Owner", "owner@acme.example", Instant.EPOCH, ZoneOffset.UTC);
      commit.setAuthor(author);
      commit.setCommitter(author);
      commit.setMessage("test");
      ObjectId id = inserter.insert(commit);
      inserter.flush();
      RefUpdate update = bare.updateRef("refs/heads/main");
      update.setNewObjectId(id);
      update.forceUpdate();
      return id;
    }
  }
}
