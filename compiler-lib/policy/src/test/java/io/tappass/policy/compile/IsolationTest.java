package io.tappass.policy.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.policy.repository.RepositoryEntry;
import io.tappass.policy.repository.Scope;
import io.tappass.rego.diagnostic.Diagnostic;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a level must not say, each by its code, place and scope. */
class IsolationTest {
  private static final String AGENT = "tappass/projects/eu_support/agents/triage/policy.rego";
  private static final String ORG = "tappass/org/policy.rego";

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        // heads that reach into another directory
        "tappass/projects/eu_support/policy.rego ~ agents.triage.allow := true ~ TP1202",
        "tappass/projects/eu_support/policy.rego ~ agents[x].allow := true if x := \"a\" ~ TP1202",
        "tappass/projects/eu_support/policy.rego ~ agents contains \"x\" ~ TP1202",
        "tappass/lib/paths/paths.rego ~ x := data.tappass.org.deny ~ TP1203",
        // references to other levels
        "tappass/org/policy.rego ~ x := data.tappass.projects.eu_support.deny ~ TP1203",
        "tappass/org/policy.rego ~ x := data.tappass.projects[p].deny if p := \"a\" ~ TP1203",
        "tappass/org/policy.rego ~ x := data[y] if y := \"tappass\" ~ TP1203",
        "tappass/org/policy.rego ~ x := data ~ TP1203",
        "tappass/org/policy.rego ~ x := data.nowhere.at_all ~ TP1203",
        "tappass/projects/eu_support/policy.rego ~ x := data.tappass.org.deny ~ TP1203",
        "tappass/projects/eu_support/policy.rego ~ x := data.tappass.projects.eu_support ~ TP1203",
        "tappass/projects/eu_support/policy.rego"
            + " ~ x := data.tappass.projects.eu_support.agents.triage.allow ~ TP1203",
        "tappass/projects/eu_support/agents/triage/policy.rego"
            + " ~ x := data.tappass.projects.eu_support.deny ~ TP1203",
        "tappass/projects/eu_support/agents/triage/policy.rego"
            + " ~ x if data.tappass.lib.mail.is_internal(\"a\") with data.tappass.org.deny as set()"
            + " ~ TP1203",
        "tappass/projects/eu_support/agents/triage/policy.rego"
            + " ~ x := [d | d := data.tappass.org.deny] ~ TP1203",
        // exports of another shape
        "tappass/org/policy.rego ~ allow contains \"x\" ~ TP1205",
        "tappass/org/policy.rego ~ allow.x := true ~ TP1205",
        "tappass/projects/eu_support/policy.rego ~ ask := {\"tier\": \"user\"} ~ TP1205",
        "tappass/packs/soc2_baseline/v1_0_0/policy.rego ~ allow := true ~ TP1204",
        // input that is never there
        "tappass/org/policy.rego ~ x if input.session.taint == \"pii\" ~ TP1206",
        "tappass/org/policy.rego ~ x if input.user == \"a\" ~ TP1206",
        "tappass/org/policy.rego ~ x if input.call.amount > 3 ~ TP1206",
        // builtins outside the profile, also through with
        "tappass/org/policy.rego ~ x := http.send({}) ~ TP1014",
        "tappass/org/policy.rego ~ x if data.tappass.lib.mail.is_internal(\"a\") with split as"
            + " http.send ~ TP1014",
        "tappass/org/policy.rego ~ x := opa.runtime() ~ TP1014",
        // Rego that is none
        "tappass/org/policy.rego ~ deny[x] { x := 1 } ~ TP1002",
        "tappass/org/policy.rego ~ deny contains undefined_name if true ~ TP1011"
      })
  void a_level_that_reaches_beyond_itself_is_refused(String path, String rule, String code) {
    List<Diagnostic> found = diagnostics(TreeEdit.template().append(path, "\n" + rule + "\n"));

    assertThat(found).extracting(Diagnostic::code).contains(code);
    Diagnostic first = found.stream().filter(d -> d.code().equals(code)).findFirst().orElseThrow();
    assertThat(first.span().file()).isEqualTo(path);
    assertThat(first.span().row()).isGreaterThan(1);
    assertThat(first.hint()).isNotBlank();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "tappass/org/policy.rego ~ x := data.tappass.org.deny",
        "tappass/org/policy.rego ~ x := data.vocabulary.tools",
        "tappass/org/policy.rego ~ x := data.tappass.lib.mail.internal_domains",
        "tappass/projects/eu_support/policy.rego ~ x := data.tappass.projects.eu_support.deny",
        "tappass/org/policy.rego ~ x if input.call.args.anything == 1",
        "tappass/org/policy.rego ~ x if input.sandbox.facts.anything == 1"
      })
  void a_level_reads_its_own_the_library_and_the_vocabulary(String path, String rule) {
    assertThat(errors(TreeEdit.template().append(path, "\n" + rule + "\n"))).isEmpty();
  }

  @Test
  void a_package_is_its_directory() {
    TreeEdit edit =
        TreeEdit.template().replace(AGENT, "package tappass.projects", "package tappass.project");

    List<Diagnostic> found = diagnostics(edit);

    assertThat(found).extracting(Diagnostic::code).contains("TP1201");
    assertThat(found.get(0).span().file()).isEqualTo(AGENT);
  }

  @Test
  void a_package_is_compared_by_segment() {
    TreeEdit edit =
        TreeEdit.template()
            .put(
                "tappass/org/mail/mail.rego",
                "package tappass[\"org.mail\"]\n\nimport rego.v1\n\nok := true\n");
    assertThat(errors(edit)).contains("TP1201");
  }

  @Test
  void a_package_cannot_pose_as_another_level() {
    TreeEdit edit =
        TreeEdit.template()
            .put(
                "tappass/projects/eu_support/agents/triage/more.rego",
                "package tappass.org\n\nimport rego.v1\n\nnetwork.allow contains \"*.x.example\"\n");
    PolicyCompilation compilation = PolicyCompilerTest.compile(edit.tree());

    assertThat(compilation.releasable()).isTrue();
    assertThat(compilation.diagnostics()).extracting(Diagnostic::code).contains("TP1201");
    assertThat(PolicyCompilerTest.state(compilation, new Scope("eu_support", "triage")).state())
        .isEqualTo(ScopeState.State.QUARANTINED);
  }

  @Test
  void a_head_that_reaches_into_a_sub_package_of_the_same_level_is_refused() {
    TreeEdit edit =
        TreeEdit.template()
            .put(
                "tappass/org/mail/mail.rego",
                "package tappass.org.mail\n\nimport rego.v1\n\nok := true\n")
            .append(ORG, "\nmail.more := true\n");
    assertThat(errors(edit)).contains("TP1202");
  }

  @ParameterizedTest
  @CsvSource({"0120000, TP1105", "0160000, TP1106", "0100755, TP1107"})
  void a_link_in_the_folder_of_an_agent_stalls_that_agent_only(String mode, String code) {
    TreeEdit edit =
        TreeEdit.template()
            .put(
                new RepositoryEntry(
                    "tappass/projects/eu_support/agents/triage/x.rego",
                    Integer.parseInt(mode, 8),
                    new byte[0]));
    PolicyCompilation compilation = PolicyCompilerTest.compile(edit.tree());

    assertThat(compilation.releasable()).isTrue();
    assertThat(compilation.diagnostics()).extracting(Diagnostic::code).containsExactly(code);
    assertThat(compilation.sandboxes().stream().filter(s -> s.quarantine().isPresent()))
        .extracting(CompiledSandbox::sandbox)
        .containsExactly("triage-1");
  }

  private static List<String> errors(TreeEdit edit) {
    return diagnostics(edit).stream().map(Diagnostic::code).toList();
  }

  private static List<Diagnostic> diagnostics(TreeEdit edit) {
    return PolicyCompilerTest.compile(edit.tree()).diagnostics();
  }
}
