package io.tappass.policy.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.rego.diagnostic.Diagnostic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryTreeTest {

  @Test
  void plain_files_are_read_in_the_order_of_their_paths() {
    RepositoryTree tree = RepositoryTree.of(List.of(file("b/x.rego", "2"), file("a.yaml", "1")));

    assertThat(tree.diagnostics()).isEmpty();
    assertThat(tree.files().keySet()).containsExactly("a.yaml", "b/x.rego");
    assertThat(tree.find("a.yaml")).hasValueSatisfying(e -> assertThat(e.size()).isEqualTo(1));
  }

  @Test
  void the_digest_does_not_depend_on_the_order_of_the_entries() {
    List<RepositoryEntry> entries = new ArrayList<>();
    for (int index = 0; index < 50; index++) {
      entries.add(file("f" + index, "content " + index));
    }
    String digest = RepositoryTree.of(entries).digest();
    for (long seed = 0; seed < 20; seed++) {
      Collections.shuffle(entries, new Random(seed));
      assertThat(RepositoryTree.of(entries).digest()).as("seed %d", seed).isEqualTo(digest);
    }
  }

  @Test
  void the_digest_changes_with_path_mode_and_content_and_where_they_meet() {
    String digest = RepositoryTree.of(List.of(file("ab", "c"))).digest();

    assertThat(digest).matches("sha256:[0-9a-f]{64}");
    assertThat(RepositoryTree.of(List.of(file("a", "bc"))).digest()).isNotEqualTo(digest);
    assertThat(RepositoryTree.of(List.of(file("ab", "d"))).digest()).isNotEqualTo(digest);
    assertThat(
            RepositoryTree.of(
                    List.of(new RepositoryEntry("ab", RepositoryEntry.EXECUTABLE, bytes("c"))))
                .digest())
        .isNotEqualTo(digest);
  }

  @ParameterizedTest
  @CsvSource({
    "0120000, TP1105",
    "0160000, TP1106",
    "0100755, TP1107",
    "0100664, TP1108",
    "0040000, TP1108"
  })
  void what_is_no_plain_file_is_refused_and_named(String mode, String code) {
    RepositoryTree tree =
        RepositoryTree.of(
            List.of(
                file("tappass.yaml", "org: acme"),
                new RepositoryEntry("tappass/org/x.rego", Integer.parseInt(mode, 8), bytes("x"))));

    assertThat(codes(tree)).containsExactly(code);
    assertThat(tree.diagnostics().get(0).span().file()).isEqualTo("tappass/org/x.rego");
    assertThat(tree.files().keySet()).containsExactly("tappass.yaml");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../x",
        "a/../b",
        "./a",
        "a//b",
        "/a",
        "a/",
        "",
        ".git/config",
        "a/.GIT/x",
        "GIT~1/x",
        "a\\b",
        "C:/x",
        "a\u0007b",
        "a\u200eb",
        "a\u202etxt",
        "a./b",
        " a",
        "a ",
        "\ud800"
      })
  void odd_paths_are_refused(String path) {
    RepositoryTree tree = RepositoryTree.of(List.of(file(path, "x")));

    assertThat(codes(tree)).containsExactly("TP1109");
    assertThat(tree.files()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "tappass/org/policy.rego, tappass/org/Policy.rego",
    "tappass/org/policy.rego, Tappass/org/other.rego",
    "caf\u00e9.yaml, cafe\u0301.yaml",
    "tappass, tappass/org/policy.rego",
    "a/b, a/b"
  })
  void paths_that_some_file_system_confuses_are_both_refused(String one, String other) {
    RepositoryTree tree = RepositoryTree.of(List.of(file(one, "1"), file(other, "2")));

    assertThat(codes(tree)).containsOnly("TP1110");
    assertThat(tree.files()).isEmpty();
  }

  @Test
  void a_file_of_two_mebibytes_is_refused() {
    RepositoryTree tree =
        RepositoryTree.of(List.of(RepositoryEntry.file("x", new byte[2 << 20]), file("y", "1")));

    assertThat(codes(tree)).containsExactly("TP1103");
    assertThat(tree.files().keySet()).containsExactly("y");
  }

  @Test
  void a_file_at_the_limit_is_read() {
    var entry = RepositoryEntry.file("x", new byte[RepositoryLimits.FILE_BYTES_MAX]);
    assertThat(RepositoryTree.of(List.of(entry)).diagnostics()).isEmpty();
  }

  @Test
  void six_thousand_files_are_refused_as_a_whole() {
    List<RepositoryEntry> entries = new ArrayList<>();
    for (int index = 0; index < 6_000; index++) {
      entries.add(file("f" + index, ""));
    }
    RepositoryTree tree = RepositoryTree.of(entries);

    assertThat(codes(tree)).containsExactly("TP1101");
    assertThat(tree.files()).isEmpty();
    assertThat(codes(RepositoryTree.of(entries.subList(0, 5_000)))).isEmpty();
  }

  @Test
  void more_than_32_mebibytes_are_refused_as_a_whole() {
    List<RepositoryEntry> entries = new ArrayList<>();
    for (int index = 0; index < 33; index++) {
      entries.add(RepositoryEntry.file("f" + index, new byte[1 << 20]));
    }
    assertThat(codes(RepositoryTree.of(entries))).containsExactly("TP1104");
  }

  @Test
  void seventeen_segments_are_refused() {
    assertThat(codes(RepositoryTree.of(List.of(file("a/".repeat(16) + "b", "")))))
        .containsExactly("TP1102");
    assertThat(codes(RepositoryTree.of(List.of(file("a/".repeat(15) + "b", ""))))).isEmpty();
  }

  @Test
  void a_graft_takes_files_and_refusals_of_the_scope_from_the_other_tree() {
    var link = new RepositoryEntry("p/link", RepositoryEntry.SYMLINK, bytes("x"));
    RepositoryTree now = RepositoryTree.of(List.of(file("org", "new"), file("p/a", "new"), link));
    RepositoryTree then = RepositoryTree.of(List.of(file("org", "old"), file("p/b", "old")));

    RepositoryTree grafted = now.graft(path -> path.startsWith("p/"), then);

    assertThat(grafted.files().keySet()).containsExactly("org", "p/b");
    assertThat(grafted.find("org").orElseThrow().bytes()).isEqualTo(bytes("new"));
    assertThat(grafted.diagnostics()).isEmpty();
    assertThat(then.graft(path -> path.startsWith("p/"), now).diagnostics()).hasSize(1);
  }

  private static List<String> codes(RepositoryTree tree) {
    return tree.diagnostics().stream().map(Diagnostic::code).toList();
  }

  private static RepositoryEntry file(String path, String text) {
    return RepositoryEntry.file(path, bytes(text));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
