package io.tappass.policy.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.policy.repository.LevelSource;
import io.tappass.policy.repository.PolicyRepository;
import io.tappass.rego.Budget;
import io.tappass.rego.Rego;
import io.tappass.rego.RegoOptions;
import io.tappass.rego.SourceFile;
import io.tappass.rego.test.TestRun;
import io.tappass.rego.test.TestRun.Status;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The tests that the template ships, under our own runner. */
class TemplateRegoTest {

  @Test
  void every_test_of_the_template_passes_and_every_level_has_some() {
    PolicyRepository repository = PolicyRepository.of(TreeEdit.template().tree());
    List<LevelSource> levels = new ArrayList<>();
    levels.add(repository.orgLevel());
    repository.packs().values().forEach(pack -> levels.add(pack.level()));
    for (var project : repository.projects().values()) {
      levels.add(project.level());
      project.agents().values().forEach(agent -> levels.add(agent.level()));
    }
    List<SourceFile> files = new ArrayList<>(repository.library().modules());
    for (LevelSource level : levels) {
      assertThat(level.tests()).as(level.directory()).isNotEmpty();
      files.addAll(level.modules());
      files.addAll(level.tests());
    }
    var compilation = Rego.compile(files, RegoOptions.decision());
    assertThat(compilation.diagnostics()).isEmpty();

    TestRun.Report report = TestRun.run(compilation.program().orElseThrow(), Budget::generous);

    assertThat(report.text()).doesNotContain("FAIL", "ERROR");
    assertThat(report.isPassed()).isTrue();
    assertThat(report.count(Status.PASS)).isGreaterThanOrEqualTo(20);
    assertThat(report.count(Status.SKIPPED)).isZero();
  }
}
