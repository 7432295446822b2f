package io.tappass.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.cli.CommandRun;
import io.tappass.cli.ExitCode;
import io.tappass.json.JsonFields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RegoCommandsTest {
  private static final String POLICY =
      """
      package example

      import rego.v1

      limit := data.limits.refund

      allow if input.amount <= limit
      """;

  @TempDir Path folder;

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.resolve("..").normalize());
    return Files.writeString(file, text);
  }

  @Test
  void eval_answers_as_opa_does() throws Exception {
    Path policy = write("policy.rego", POLICY);
    Path data = write("data.json", "{\"limits\": {\"refund\": 500}}");
    Path input = write("input.json", "{\"amount\": 499}");
    CommandRun run =
        CommandRun.of("eval", "-d", policy, "-d", data, "-i", input, "data.example.allow");
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isEqualTo(ExitCode.OK);
    assertThat(run.out())
        .isEqualToIgnoringNewLines(
            """
            {
              "result": [
                {
                  "expressions": [
                    {
                      "value": true,
                      "text": "data.example.allow",
                      "location": {
                        "row": 1,
                        "col": 1
                      }
                    }
                  ]
                }
              ]
            }
            """);
  }

  @Test
  void eval_takes_several_paths_after_one_option() throws IOException {
    Path policy = write("policy.rego", POLICY);
    Path data = write("data.json", "{\"limits\": {\"refund\": 500}}");
    Path input = write("input.json", "{\"amount\": 499}");
    CommandRun run =
        CommandRun.of(
            "eval", "--format", "text", "-d", policy, data, "-i", input, "data.example.limit");
    assertThat(run.out().strip()).isEqualTo("500");
  }

  @Test
  void what_is_undefined_is_an_empty_answer_and_a_failure_only_if_asked() throws IOException {
    Path policy = write("policy.rego", POLICY);
    CommandRun undefined = CommandRun.of("eval", "-d", policy, "data.example.allow");
    assertThat(undefined.out().strip()).isEqualTo("{}");
    assertThat(undefined.code()).isEqualTo(ExitCode.OK);
    assertThat(CommandRun.of("eval", "--fail", "-d", policy, "data.example.allow").code())
        .isEqualTo(ExitCode.NEGATIVE);
  }

  @Test
  void a_broken_policy_is_shown_with_its_place() throws IOException {
    Path policy = write("policy.rego", "package example\n\nallow if x > 1\n");
    CommandRun json = CommandRun.of("eval", "-d", policy, "data.example.allow");
    assertThat(json.code()).isEqualTo(ExitCode.USAGE);
    assertThat(json.out()).contains("rego_unsafe_var_error").contains("\"row\": 3");
    CommandRun text = CommandRun.of("eval", "--format", "text", "-d", policy, "data.example.allow");
    assertThat(text.err()).contains("TP1011").contains(policy + ":3:10").contains("^");
  }

  @Test
  void a_missing_file_is_a_usage_error_that_names_it() {
    CommandRun run = CommandRun.of("eval", "-d", folder.resolve("none.rego"), "1");
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("none.rego does not exist");
  }

  @Test
  void test_names_what_fails_and_counts() throws Exception {
    Path tests =
        write(
            "policy_test.rego",
            """
            package example_test

            import rego.v1

            test_sum if 1 + 1 == 2

            test_wrong if 1 + 1 == 3
            """);
    CommandRun text = CommandRun.of("test", "--verbose", tests);
    assertThat(text.code()).isEqualTo(ExitCode.NEGATIVE);
    assertThat(text.out())
        .contains("data.example_test.test_sum: PASS")
        .contains("policy_test.rego:7:1: data.example_test.test_wrong: FAIL")
        .contains("PASS: 1/2");
    JsonFields json = CommandRun.of("test", "--format", "json", tests).json();
    assertThat(json.integer("pass")).isEqualTo(1);
    assertThat(json.integer("fail")).isEqualTo(1);
  }

  @Test
  void a_folder_without_tests_is_not_a_success() throws IOException {
    Path policy = write("policy.rego", POLICY);
    assertThat(CommandRun.of("test", policy).code()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void conformance_counts_by_category_and_ends_with_the_totals() throws Exception {
    write(
        "cases/sums/one.yaml",
        """
        cases:
          - note: right
            query: data.test.p = x
            modules: ["package test\\np := 1 + 1"]
            want_result: [{x: 2}]
          - note: wrong
            query: data.test.p = x
            modules: ["package test\\np := 1 + 1"]
            want_result: [{x: 3}]
        """);
    CommandRun run = CommandRun.of("rego", "conformance", "--failures", folder.resolve("cases"));
    assertThat(run.code()).isEqualTo(ExitCode.NEGATIVE);
    assertThat(run.out()).contains("FAIL sums/one.yaml: wrong").containsPattern("sums +1 passed");
    assertThat(run.out().strip()).endsWith("1 passed, 1 failed");
    JsonFields json =
        CommandRun.of("rego", "conformance", "--format", "json", folder.resolve("cases")).json();
    assertThat(json.integer("passed")).isEqualTo(1);
  }

  @Test
  void a_folder_without_cases_is_a_usage_error() {
    CommandRun run = CommandRun.of("rego", "conformance", folder);
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("no case");
  }
}
