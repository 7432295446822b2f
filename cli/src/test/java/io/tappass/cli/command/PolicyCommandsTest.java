package io.tappass.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.cli.CommandRun;
import io.tappass.cli.Main;
import io.tappass.json.JsonFields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PolicyCommandsTest {
  private static final String PROJECT = "tappass/projects/finance_refunds/policy.rego";

  @TempDir Path folder;
  private Path repository;

  @BeforeEach
  void copy_the_template() throws IOException {
    repository = folder.resolve("policies");
    Path template = Path.of("").toAbsolutePath().resolve("../policy-repo-template").normalize();
    try (Stream<Path> all = Files.walk(template)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        Path target = repository.resolve(template.relativize(file).toString());
        Files.createDirectories(target.resolve("..").normalize());
        Files.copy(file, target);
      }
    }
  }

  private void replace(String file, String from, String to) throws IOException {
    String text = Files.readString(repository.resolve(file));
    assertThat(text).contains(from);
    Files.writeString(repository.resolve(file), text.replace(from, to));
  }

  @Test
  void the_template_has_no_error() {
    CommandRun run = CommandRun.of("check", repository);
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("0 errors");
    assertThat(run.code()).isEqualTo(Main.OK);
  }

  @Test
  void the_tests_of_the_template_pass() {
    CommandRun run = CommandRun.of("test", repository);
    assertThat(run.code()).isEqualTo(Main.OK);
    assertThat(run.out()).startsWith("PASS: ");
  }

  @Test
  void an_error_is_shown_with_caret_and_as_json() throws Exception {
    replace(PROJECT, "> refund_limit_cents", "> refund_limit_cent");
    CommandRun text = CommandRun.of("check", repository);
    assertThat(text.code()).isEqualTo(Main.NEGATIVE);
    assertThat(text.out())
        .contains("error[TP")
        .contains("--> " + PROJECT + ":18:33")
        .contains("> refund_limit_cent\n")
        .contains("^^^");
    JsonFields json = CommandRun.of("check", "--format", "json", repository).json();
    assertThat(json.integer("errors")).isPositive();
    List<JsonFields> found = json.objects("diagnostics");
    assertThat(found.getFirst().object("location").string("file")).isEqualTo(PROJECT);
  }

  @Test
  void links_and_nested_repositories_are_refused_and_git_is_left_alone() throws IOException {
    Files.createDirectories(repository.resolve(".git"));
    Files.writeString(repository.resolve(".git/odd.rego"), "not rego");
    Files.createDirectories(repository.resolve("tappass/lib/other"));
    Files.writeString(repository.resolve("tappass/lib/other/.git"), "gitdir: elsewhere");
    Files.createSymbolicLink(repository.resolve("tappass/org/link.rego"), Path.of("policy.rego"));
    CommandRun run = CommandRun.of("check", repository);
    assertThat(run.code()).isEqualTo(Main.NEGATIVE);
    assertThat(run.out()).contains("TP1105").contains("TP1106").doesNotContain("odd.rego");
  }

  @Test
  void a_folder_that_is_not_there_is_a_usage_error() {
    CommandRun run = CommandRun.of("check", folder.resolve("none"));
    assertThat(run.code()).isEqualTo(Main.USAGE);
    assertThat(run.err()).contains("is not a folder");
  }
}
