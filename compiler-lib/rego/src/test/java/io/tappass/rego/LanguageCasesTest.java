package io.tappass.rego;

import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.rego.conformance.Conformance;
import io.tappass.rego.conformance.Conformance.Outcome;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Our own cases of the language; they need nothing but this module. */
final class LanguageCasesTest {

  private static Path folder() throws URISyntaxException {
    var readme =
        Objects.requireNonNull(LanguageCasesTest.class.getResource("cases/README.md")).toURI();
    return Objects.requireNonNull(Path.of(readme).getParent());
  }

  @Test
  void every_case_of_our_own_passes() throws Exception {
    var report = new Conformance(() -> 0L, () -> 0L).run(folder());

    assertThat(report.outcomes()).hasSizeGreaterThan(80);
    List<String> failures =
        report.outcomes().stream()
            .filter(outcome -> !outcome.isPassed())
            .map(outcome -> outcome.id() + "\n  " + outcome.reason())
            .toList();
    assertThat(failures).isEmpty();
  }

  @Test
  void a_case_that_wants_something_else_fails() throws Exception {
    Path folder = Files.createTempDirectory("cases");
    Files.createDirectory(folder.resolve("wrong"));
    Files.writeString(
        folder.resolve("wrong/wrong.yaml"),
        """
        cases:
          - note: wrong value
            query: data.t.p = x
            modules: ["package t\\np := 1\\n"]
            want_result: [{x: 2}]
          - note: no error
            query: data.t.p = x
            modules: ["package t\\np := 1\\n"]
            want_error_code: eval_conflict_error
          - note: right
            query: data.t.p = x
            modules: ["package t\\np := 1\\n"]
            want_result: [{x: 1}]
        """);

    var report = new Conformance(() -> 0L, () -> 0L).run(folder);

    assertThat(report.outcomes()).extracting(Outcome::isPassed).containsExactly(false, false, true);
    assertThat(report.text(false)).endsWith("1 passed, 2 failed");
  }
}
