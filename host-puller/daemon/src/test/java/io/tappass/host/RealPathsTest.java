package io.tappass.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RealPathsTest {
  @TempDir Path root;

  @BeforeEach
  void real() throws Exception {
    root = root.toRealPath();
    Files.createDirectories(root.resolve("work/deep"));
    Files.createDirectories(root.resolve("secret"));
    Files.writeString(root.resolve("secret/file"), "x");
  }

  private String resolve(String path) {
    String resolved = RealPaths.resolve(root + "/" + path);
    return resolved.startsWith(root + "/")
        ? resolved.substring(root.toString().length() + 1)
        : resolved;
  }

  private void link(String at, String target) throws Exception {
    Files.createSymbolicLink(root.resolve(at), Path.of(target));
  }

  @Test
  void links_are_followed_wherever_they_stand() throws Exception {
    link("work/in", "../secret");
    link("work/absolute", root + "/secret/file");
    assertThat(resolve("work/in/file")).isEqualTo("secret/file");
    assertThat(resolve("work/absolute")).isEqualTo("secret/file");
    assertThat(resolve("work/./deep//x")).isEqualTo("work/deep/x");
  }

  @Test
  void a_link_that_dangles_leads_to_what_a_write_would_create() throws Exception {
    link("work/new", root + "/secret/created");
    link("work/dangling", "../secret/absent");
    assertThat(resolve("work/new")).isEqualTo("secret/created");
    assertThat(resolve("work/dangling/below")).isEqualTo("secret/absent/below");
  }

  @Test
  void dots_are_resolved_after_the_links_before_them() throws Exception {
    link("work/in", "../secret");
    assertThat(resolve("work/in/../file")).isEqualTo("file");
    assertThat(resolve("work/absent/../deep")).isEqualTo("work/deep");
    assertThat(RealPaths.resolve("/../..")).isEqualTo("/");
    assertThat(RealPaths.resolve("/x-absent/..")).isEqualTo("/");
  }

  @Test
  void what_is_not_there_stays_as_it_is() {
    assertThat(resolve("absent/a/b")).isEqualTo("absent/a/b");
    assertThat(resolve("secret/file/below")).isEqualTo("secret/file/below");
  }

  @Test
  void a_loop_leads_nowhere() throws Exception {
    link("work/a", "b");
    link("work/b", "a");
    assertThatThrownBy(() -> resolve("work/a/x")).isInstanceOf(UncheckedIOException.class);
  }
}
