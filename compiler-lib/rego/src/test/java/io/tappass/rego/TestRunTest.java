package io.tappass.rego;

import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.rego.test.TestRun;
import io.tappass.rego.test.TestRun.Outcome;
import io.tappass.rego.test.TestRun.Status;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TestRunTest {

  @Test
  void rules_named_test_pass_fail_err_or_wait() {
    String source =
        """
        package t

        allow if input.x == 1

        test_allow if allow with input.x as 1

        test_undefined if allow with input.x as 2

        test_false := false

        test_conflict := 1

        test_conflict := 2

        todo_test_later if false

        test_cases[name] := ok if {
        	some name, x in {"one": 1, "two": 2}
        	ok := x == 1
        }

        test_function(x) := x

        helper := 1
        """;
    Program program =
        Rego.compile(List.of(new SourceFile("t_test.rego", source)), RegoOptions.opa())
            .program()
            .orElseThrow();

    var report = TestRun.run(program, Budget::generous);

    assertThat(report.outcomes())
        .extracting(Outcome::path, Outcome::status)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("data.t.test_allow", Status.PASS),
            org.assertj.core.groups.Tuple.tuple("data.t.test_undefined", Status.FAIL),
            org.assertj.core.groups.Tuple.tuple("data.t.test_false", Status.FAIL),
            org.assertj.core.groups.Tuple.tuple("data.t.test_conflict", Status.ERROR),
            org.assertj.core.groups.Tuple.tuple("data.t.todo_test_later", Status.SKIPPED),
            org.assertj.core.groups.Tuple.tuple("data.t.test_cases/one", Status.PASS),
            org.assertj.core.groups.Tuple.tuple("data.t.test_cases/two", Status.FAIL));
    assertThat(report.isPassed()).isFalse();
    assertThat(report.text()).endsWith("PASS: 2/7\nFAIL: 3/7\nERROR: 1/7\nSKIPPED: 1/7");
  }
}
