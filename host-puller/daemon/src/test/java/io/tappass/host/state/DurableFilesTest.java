package io.tappass.host.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tappass.host.state.DurableFiles.UnsafePathException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFilesTest {
  @TempDir Path folder;

  @Test
  void a_file_is_replaced_whole_and_private() throws Exception {
    Path file = folder.resolve("state.json");
    DurableFiles.replace(file, new byte[] {1});
    Files.write(folder.resolve("state.json.new"), new byte[] {9});
    DurableFiles.replace(file, new byte[] {2, 3});
    assertThat(DurableFiles.read(file, 2)).hasValue(new byte[] {2, 3});
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(folder.resolve("state.json.new")).doesNotExist();
  }

  @Test
  void what_is_over_the_limit_or_behind_a_symlink_is_not_read() throws Exception {
    Path file = Files.write(folder.resolve("file"), new byte[3]);
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    assertThatThrownBy(() -> DurableFiles.read(file, 2)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> DurableFiles.read(link, 3)).isInstanceOf(IOException.class);
    assertThat(DurableFiles.read(folder.resolve("absent"), 3)).isEmpty();
  }

  @Test
  void nothing_is_written_through_a_symlinked_parent() throws Exception {
    Path real = Files.createDirectory(folder.resolve("real"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), real);
    assertThatThrownBy(() -> DurableFiles.replace(link.resolve("f"), new byte[1]))
        .isInstanceOf(UnsafePathException.class);
    assertThatThrownBy(() -> DurableFiles.ensureFolder(link))
        .isInstanceOf(UnsafePathException.class);
    assertThatThrownBy(() -> DurableFiles.switchLink(link.resolve("current"), Path.of("g")))
        .isInstanceOf(UnsafePathException.class);
    assertThat(real).isEmptyDirectory();
  }

  @Test
  void a_link_is_switched_in_one_step() throws Exception {
    Path link = folder.resolve("current");
    DurableFiles.switchLink(link, Path.of("one"));
    DurableFiles.switchLink(link, Path.of("two"));
    assertThat(Files.readSymbolicLink(link)).isEqualTo(Path.of("two"));
    assertThat(folder).isDirectoryNotContaining("glob:**.new");
  }

  @Test
  void a_tree_is_removed_without_following_links() throws Exception {
    Path kept = Files.write(folder.resolve("kept"), new byte[1]);
    Path tree = folder.resolve("tree");
    Files.createDirectories(tree.resolve("below"));
    Files.createSymbolicLink(tree.resolve("below/link"), folder);
    DurableFiles.deleteTree(tree);
    assertThat(tree).doesNotExist();
    assertThat(kept).exists();
  }

  @Test
  void one_daemon_at_a_time_has_the_folder() throws Exception {
    Path file = folder.resolve("host.lock");
    try (HostLock first = HostLock.take(file)) {
      assertThat(first).isNotNull();
      assertThatThrownBy(() -> HostLock.take(file)).hasMessageContaining("another daemon");
    }
    HostLock.take(file).close();
  }
}
