package io.tappass.policy.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.json.JsonValue;
import io.tappass.policy.call.Call;
import io.tappass.policy.call.CallContext;
import io.tappass.policy.call.CallRefusal;
import io.tappass.policy.call.Catalogue;
import io.tappass.policy.call.Translation;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The template's search by name stays below the directory that the decision is about. */
final class TemplateGlobTest {

  private static Translation glob(String pattern) throws Exception {
    var repository = PolicyRepository.of(RepositoryTree.of(TemplateFolder.entries()));
    var tools = List.copyOf(repository.vocabulary().tools().values());
    return Catalogue.of(tools)
        .translate(
            "claude-code",
            "Glob",
            JsonValue.object().put("pattern", pattern).build(),
            CallContext.lexical("/work", "/work", "/home/agent"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"**/*.ts", "*", ".", "./src/*.java", ".github/**", "src/{main,test}/a.b.c", "a."})
  void aPatternBelowIsTaken(String pattern) throws Exception {
    assertThat(glob(pattern)).isInstanceOf(Call.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/*",
        "~/.ssh/*",
        "../*",
        "..",
        "src/../../*",
        "./../*",
        "{/etc/*,a}",
        "a{b,../..}/*",
        "\\/etc/*",
        "a/\\.\\./*",
        ""
      })
  void aPatternThatLeadsElsewhereIsRefused(String pattern) throws Exception {
    assertThat(glob(pattern)).isInstanceOf(CallRefusal.class);
  }
}
