package io.tappass.policy.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.rego.diagnostic.Diagnostic;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings as Rego declares them: what is refused, and what is not. */
class SettingsTest {
  private static final String ORG = "tappass/org/policy.rego";
  private static final String EU = "tappass/projects/eu_support/policy.rego";
  private static final String TRIAGE = "tappass/projects/eu_support/agents/triage/policy.rego";

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "network.alow contains \"a.example\" ~ TP1306",
        "network contains \"a.example\" ~ TP1306",
        "budget := {\"tool_calls_per_minute\": 3} ~ TP1306",
        "budget[x] := 3 if x := \"tool_calls_per_minute\" ~ TP1306",
        "budget.per_tool := {\"bash\": 3} ~ TP1306",
        "network.allow := {\"a.example\"} ~ TP1302",
        "budget.tool_calls_per_session contains 3 ~ TP1302",
        "network.allow(x) := true if x == 1 ~ TP1302",
        "budget.per_tool.bash := \"3\" ~ TP1302",
        "budget.per_tool.bash := 3.5 ~ TP1302",
        "budget.per_tool.bash := -1 ~ TP1302",
        "network.deny contains 3 ~ TP1302",
        "pipeline.detect_pii := \"block\" ~ TP1303",
        "audit.arguments := true ~ TP1302",
        "network.deny contains \"*\" ~ TP1303",
        "network.deny contains \"https://a.example\" ~ TP1303",
        "filesystem.write.deny contains \"relative/path\" ~ TP1303",
        "filesystem.write.deny contains \"/a/*/b\" ~ TP1303",
        "models.deny contains \"a*b\" ~ TP1303",
        "rings.required contains \"moon\" ~ TP1303",
        "freshness.on_stale := \"allow_all\" ~ TP1302x",
        "budget.per_tool.no_such_tool := 3 ~ TP1303",
        "floor.tools.allow contains \"no_such_tool\" ~ TP1303",
        "network.deny contains input.call.tool ~ TP1301",
        "network.deny contains \"a.example\" if input.session.denials > 3 ~ TP1301",
        "network.deny contains \"a.example\" if helper\\nhelper if deep\\ndeep if input.call.kind =="
            + " \"x\" ~ TP1301",
        "network.deny contains \"a.example\" if data.tappass.org.helper\\nhelper if input[\"call\"]"
            + " ~ TP1301",
        "network.deny contains \"a.example\" if some x in input ~ TP1301",
        "network.deny contains \"a.example\" if count(deny) > 0 ~ TP1301",
        "budget.per_tool.bash := to_number(\"x\") ~ TP1305",
        "network.deny contains \"a.example\" if to_number(\"x\") == 1 ~ TP1305",
        "network.deny contains x if x := to_number(\"x\") ~ TP1305",
        "budget.per_tool.bash := 1\\nbudget.per_tool.bash := 2 ~ TP1305",
        "budget.per_tool.bash := count(numbers.range(1, 100000000)) ~ TP1305",
        "budget.per_tool.bash := count([1 | some a in numbers.range(1, 3000); some b in"
            + " numbers.range(1, 3000); a == b]) ~ TP1305"
      })
  void a_setting_that_cannot_hold_is_refused(String rules, String code) {
    TreeEdit edit = TreeEdit.template().append(ORG, "\n" + rules.replace("\\n", "\n") + "\n");
    // on_stale is declared already, so another value is a conflict.
    String wanted = code.equals("TP1302x") ? "TP1305" : code;

    List<Diagnostic> found = PolicyCompilerTest.compile(edit.tree()).diagnostics();

    assertThat(found).extracting(Diagnostic::code).contains(wanted);
    assertThat(found).allSatisfy(d -> assertThat(d.span().file()).isEqualTo(ORG));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "network.allow contains \"evil.example\"",
        "filesystem.read.allow contains \"/etc/**\"",
        "models.allow contains \"gpt-5\"",
        "budget.tool_calls_per_session := 5000",
        "budget.per_tool.stripe_refund := 51",
        "freshness.grace_seconds := 301",
        "freshness.on_stale := \"floor\"",
        "audit.heartbeat_seconds := 31"
      })
  void a_setting_that_relaxes_the_level_above_is_refused_with_both_places(String rule) {
    List<Diagnostic> found =
        PolicyCompilerTest.compile(TreeEdit.template().append(EU, "\n" + rule + "\n").tree())
            .diagnostics();

    assertThat(found).isNotEmpty();
    Diagnostic relaxes =
        found.stream()
            .filter(d -> d.code().equals("TP1304") && d.span().file().equals(EU))
            .findFirst()
            .orElseThrow();
    assertThat(relaxes.related())
        .singleElement()
        .satisfies(related -> assertThat(related.span().file()).isEqualTo(ORG));
  }

  @Test
  void an_entry_that_a_deny_above_covers_is_refused() {
    TreeEdit edit =
        TreeEdit.template().append(TRIAGE, "\nnetwork.allow contains \"169.254.169.254\"\n");
    assertThat(PolicyCompilerTest.compile(edit.tree()).diagnostics())
        .extracting(Diagnostic::code)
        .containsExactly("TP1304");
  }

  @Test
  void a_setting_may_depend_on_what_the_operator_asserts() {
    TreeEdit edit =
        TreeEdit.template()
            .append(
                EU,
                """

                network.deny contains "docs.acme.example" if {
                	input.sandbox.facts.environment == "office"
                	input.sandbox.tier == "standard"
                }
                """);
    PolicyCompilation compilation = PolicyCompilerTest.compile(edit.tree());

    assertThat(compilation.diagnostics()).isEmpty();
    assertThat(PolicyCompilerTest.policy(compilation, "laptop-1").network().deny())
        .extracting(e -> e.text())
        .contains("docs.acme.example");
    assertThat(PolicyCompilerTest.policy(compilation, "triage-1").network().deny())
        .extracting(e -> e.text())
        .doesNotContain("docs.acme.example");
  }

  @Test
  void a_declared_list_that_yields_nothing_closes_the_list() {
    TreeEdit edit =
        TreeEdit.template()
            .append(
                "tappass/projects/finance_refunds/agents/refund_bot/policy.rego",
                "\nnetwork.allow contains \"api.stripe.com:443\" if input.sandbox.tier == \"x\"\n");
    assertThat(
            PolicyCompilerTest.policy(PolicyCompilerTest.compile(edit.tree()), "refund-1")
                .network()
                .allow())
        .isEmpty();
  }

  @Test
  void a_required_setting_of_a_pack_must_be_declared() {
    TreeEdit edit = TreeEdit.template().replace(ORG, "rings.required contains \"kernel\"", "");
    List<Diagnostic> found = PolicyCompilerTest.compile(edit.tree()).diagnostics();

    assertThat(found).extracting(Diagnostic::code).containsExactly("TP1406");
    assertThat(found.get(0).span().file()).isEqualTo("tappass.yaml");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "tappass.yaml ~ packs: [soc2_baseline@v1_0_0] ~ packs: [soc2_baseline@v1_0_1] ~ TP1405",
        "tappass.yaml ~ packs: [soc2_baseline@v1_0_0] ~ packs: [soc2_baseline] ~ TP1124",
        "tappass/projects/eu_support/agents/triage/agent.yaml ~ runtime: python_linux"
            + " ~ runtime: ruby_linux ~ TP1404"
      })
  void what_is_named_must_be_there(String path, String old, String now, String code) {
    TreeEdit edit = TreeEdit.template().replace(path, old, now);
    assertThat(PolicyCompilerTest.compile(edit.tree()).diagnostics())
        .extracting(Diagnostic::code)
        .contains(code);
  }

  @ParameterizedTest
  @CsvSource({
    "tappass/org, no_such_label, org, TP1407",
    "tappass/projects/eu_support, org_refund_ceiling, projects.eu_support, TP1407",
    "tappass/projects/eu_support, eu_no_payments, org, TP1411",
    "tappass/projects/eu_support, eu_no_payments, projects.finance_refunds, TP1411"
  })
  void only_the_owner_of_a_rule_excepts_it(String level, String rule, String scope, String code) {
    TreeEdit edit =
        TreeEdit.template()
            .put(
                level + "/exceptions.yaml",
                "exceptions: [{rule: %s, scope: %s, until: '2026-12-31T00:00:00Z', reason: r}]"
                    .formatted(rule, scope));
    assertThat(PolicyCompilerTest.compile(edit.tree()).diagnostics())
        .extracting(Diagnostic::code)
        .contains(code);
  }
}
