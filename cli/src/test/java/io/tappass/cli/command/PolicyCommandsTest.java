package io.tappass.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.cli.CommandRun;
import io.tappass.cli.ExitCode;
import io.tappass.json.JsonFields;
import io.tappass.policy.value.Digests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
    assertThat(run.code()).isEqualTo(ExitCode.OK);
  }

  @Test
  void the_tests_of_the_template_pass() {
    CommandRun run = CommandRun.of("test", repository);
    assertThat(run.code()).isEqualTo(ExitCode.OK);
    assertThat(run.out()).startsWith("PASS: ");
  }

  @Test
  void an_error_is_shown_with_caret_and_as_json() throws Exception {
    replace(PROJECT, "> refund_limit_cents", "> refund_limit_cent");
    CommandRun text = CommandRun.of("check", repository);
    assertThat(text.code()).isEqualTo(ExitCode.NEGATIVE);
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
    assertThat(run.code()).isEqualTo(ExitCode.NEGATIVE);
    assertThat(run.out()).contains("TP1105").contains("TP1106").doesNotContain("odd.rego");
  }

  @Test
  void a_folder_that_is_not_there_is_a_usage_error() {
    CommandRun run = CommandRun.of("check", folder.resolve("none"));
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("is not a folder");
  }

  private CommandRun compile(Object... more) {
    List<Object> words =
        new ArrayList<>(List.of("compile", repository, "--project", "finance_refunds", "--agent"));
    words.addAll(List.of("refund_bot", "--sandbox", "sb-refund"));
    words.addAll(List.of(more));
    return CommandRun.of(words.toArray());
  }

  private CommandRun explain(String call, Object... more) throws IOException {
    Path file = Files.writeString(folder.resolve("call.json"), call);
    List<Object> words =
        new ArrayList<>(List.of("explain", "--policy", repository, "--project", "finance_refunds"));
    words.addAll(List.of("--agent", "refund_bot", "--sandbox", "sb-refund", "--call", file));
    words.addAll(List.of(more));
    return CommandRun.of(words.toArray());
  }

  @Test
  void compile_writes_three_documents_under_the_digests_it_prints() throws Exception {
    Path out = folder.resolve("compiled");
    JsonFields json = compile("--out", out, "--format", "json").json();
    for (String document : List.of("policy", "provenance", "coverage")) {
      byte[] bytes = Files.readAllBytes(out.resolve(document + ".json"));
      assertThat(json.string(document)).isEqualTo(Digests.sha256(bytes));
    }
    assertThat(compile().out()).contains(json.string("policy"));
  }

  @Test
  void compile_says_that_a_sandbox_is_quarantined() throws IOException {
    replace(PROJECT, "> refund_limit_cents", "> refund_limit_cent");
    CommandRun run = compile();
    assertThat(run.code()).isEqualTo(ExitCode.NEGATIVE);
    assertThat(run.err()).contains("TP1011").contains("^^^");
    assertThat(run.out()).contains("quarantined: ");
  }

  @Test
  void compile_refuses_an_agent_that_is_not_there() {
    CommandRun run =
        CommandRun.of(
            "compile", repository, "--project", "none", "--agent", "a", "--sandbox", "sb");
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("no agent a in project none");
  }

  @Test
  void explain_shows_the_rule_that_denies_with_its_place() throws IOException {
    CommandRun run =
        explain(
            """
            {"tool": "stripe_refund",
             "args": {"charge": "ch_1", "amount_cents": 90000, "currency": "eur"}}
            """);
    assertThat(run.code()).isEqualTo(ExitCode.NEGATIVE);
    assertThat(run.out())
        .contains("stripe_refund: deny: denied")
        .contains("deny held r_")
        .contains("\"a refund over the project's limit\"  " + PROJECT + ":16:1");
  }

  @Test
  void explain_answers_calls_line_by_line_in_either_form() throws Exception {
    String args = "{\"charge\": \"ch_1\", \"amount_cents\": 12000, \"currency\": \"eur\"}";
    CommandRun run =
        explain(
            "{\"tool\": \"stripe_refund\", \"args\": "
                + args
                + "}\n\n{\"hook_event_name\": \"PreToolUse\", \"tool_name\":"
                + " \"mcp__stripe__refund\", \"tool_input\": "
                + args
                + "}\n",
            "--format",
            "json");
    assertThat(run.code()).isEqualTo(ExitCode.OK);
    assertThat(run.out().lines()).hasSize(2).allMatch(line -> line.contains("\"allow\""));
  }

  @Test
  void explain_names_what_is_no_call() throws IOException {
    CommandRun shape = explain("{\"tool\": \"stripe_refund\"}");
    assertThat(shape.code()).isEqualTo(ExitCode.USAGE);
    assertThat(shape.err()).contains("call");
    assertThat(explain("{\"tool\": ").code()).isEqualTo(ExitCode.USAGE);
    assertThat(explain("\n").code()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void explain_without_a_stack_says_how_to_get_one() throws IOException {
    Path file = Files.writeString(folder.resolve("call.json"), "{\"tool\": \"a\", \"args\": {}}");
    CommandRun run =
        CommandRun.of("explain", "--data", folder, "--sandbox", "sb-refund", "--call", file);
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("tappass dev").contains("--policy");
  }

  @Test
  void explain_reads_what_is_in_force_in_a_data_folder() throws IOException {
    Path data = folder.resolve("data");
    Path current = data.resolve("hosts/laptop-1/sandboxes/sb-refund/current");
    compile("--out", current);
    Path file =
        Files.writeString(folder.resolve("call.json"), "{\"tool\": \"payout\", \"args\": {}}");
    CommandRun run =
        CommandRun.of("explain", "--data", data, "--sandbox", "sb-refund", "--call", file);
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("payout: deny: unknown_tool");
    assertThat(run.code()).isEqualTo(ExitCode.NEGATIVE);
  }
}
