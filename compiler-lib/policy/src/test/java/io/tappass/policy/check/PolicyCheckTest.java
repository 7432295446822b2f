package io.tappass.policy.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.json.JsonText;
import io.tappass.policy.compile.EnrolledSandbox;
import io.tappass.policy.compile.LastGood;
import io.tappass.policy.compile.PolicyCompiler;
import io.tappass.policy.compile.TreeEdit;
import io.tappass.rego.diagnostic.Diagnostic;
import io.tappass.rego.diagnostic.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyCheckTest {
  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
  private static final String ORG = "tappass/org/policy.rego";
  private static final String TRIAGE = "tappass/projects/eu_support/agents/triage/policy.rego";

  @Test
  void the_template_passes_without_a_warning() {
    CheckReport report = PolicyCheck.check(TreeEdit.template().tree(), NOW);

    assertThat(report.text()).isEqualTo("0 errors, 0 warnings\n");
    assertThat(report.isPassed()).isTrue();
    assertThat(report.releasable()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "allow if input.call.tool == \"bash\" ~ TP1601",
        "allow if input.call.tool in {\"ticket_read\", \"no_such\"} ~ TP1601",
        "allow if input.session.denials < 3 ~ TP1603",
        "allow := true ~ TP1603",
        "allow if harmless\\nharmless if input.session.denials < 3 ~ TP1603",
        "denny contains \"x\" if input.call.tool == \"bash\" ~ TP1604",
        "deny contains \"x\" if {\\n input.call.tool == \"read_file\"\\n"
            + " input.call.args.limit > 3\\n} ~ TP1602",
        "ask contains {\"tier\": \"user\"} if {\\n input.call.tool == \"read_file\"\\n"
            + " input.call.args.limit > 3\\n} ~ TP1602"
      })
  void what_is_probably_not_meant_is_a_warning(String rule, String code) {
    TreeEdit edit = TreeEdit.template().append(TRIAGE, "\n" + rule.replace("\\n", "\n") + "\n");
    CheckReport report = PolicyCheck.check(edit.tree(), NOW);

    assertThat(report.diagnostics()).extracting(Diagnostic::code).contains(code);
    assertThat(report.diagnostics())
        .allSatisfy(d -> assertThat(d.severity()).isEqualTo(Severity.WARNING));
    assertThat(report.isPassed()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "allow if harmless\\nharmless if input.call.tool == \"ticket_read\"",
        "allow if \"planning\" in input.call.capabilities",
        "deny contains \"x\" if {\\n input.call.tool == \"read_file\"\\n"
            + " input.call.args.file_path == \"/a\"\\n}"
      })
  void what_is_meant_is_no_warning(String rule) {
    TreeEdit edit = TreeEdit.template().append(TRIAGE, "\n" + rule.replace("\\n", "\n") + "\n");
    assertThat(PolicyCheck.check(edit.tree(), NOW).diagnostics()).isEmpty();
  }

  @Test
  void an_exception_that_has_ended_is_a_warning() {
    TreeEdit edit =
        TreeEdit.template()
            .put(
                "tappass/org/exceptions.yaml",
                "exceptions: [{rule: org_refund_ceiling, scope: org, reason: r, until:"
                    + " '2026-11-24T12:00:00Z'}]");
    CheckReport report = PolicyCheck.check(edit.tree(), NOW);

    assertThat(report.diagnostics()).extracting(Diagnostic::code).containsExactly("TP1408");
    assertThat(PolicyCheck.check(edit.tree(), NOW.minusSeconds(1)).diagnostics()).isEmpty();
  }

  @Test
  void a_ring_that_no_provider_serves_is_a_warning() {
    TreeEdit edit =
        TreeEdit.template()
            .append(
                "tappass/projects/eu_support/agents/triage/agent.yaml",
                "    required_rings: [mcp_broker]\n");
    assertThat(PolicyCheck.check(edit.tree(), NOW).diagnostics())
        .extracting(Diagnostic::code)
        .containsExactly("TP1605");
  }

  @Test
  void all_errors_of_all_files_come_at_once_with_line_caret_and_hint() {
    TreeEdit edit =
        TreeEdit.template()
            .append(ORG, "\nnetwork.alow contains \"a.example\"\n")
            .append(TRIAGE, "\nbudget.tool_calls_per_session := 9000\n")
            .put("tappass/org/typo.reg", "");
    CheckReport report = PolicyCheck.check(edit.tree(), NOW);

    assertThat(report.diagnostics())
        .extracting(Diagnostic::code)
        .containsExactlyInAnyOrder("TP1306", "TP1113", "TP1304");
    assertThat(report.releasable()).isFalse();
    assertThat(report.text())
        .contains(
            "error[TP1306]: network.alow is no setting",
            "| network.alow contains \"a.example\"",
            "| ^^^^",
            "hint: Check the spelling",
            "3 errors, 0 warnings; nothing of this tree would be released");
    assertThat(JsonText.compact(report.json())).contains("\"code\":\"TP1306\"", "\"row\":");
  }

  @Test
  void documents_are_files_named_after_their_sandbox() {
    var sandbox =
        new EnrolledSandbox("acme", "eu_support", "triage", "t-1", "python_linux", Map.of());
    var compilation =
        PolicyCompiler.compile(TreeEdit.template().tree(), List.of(sandbox), LastGood.none());
    assertThat(PolicyDocuments.of(compilation).keySet())
        .containsExactly("t-1.policy.json", "t-1.provenance.json");
  }
}
