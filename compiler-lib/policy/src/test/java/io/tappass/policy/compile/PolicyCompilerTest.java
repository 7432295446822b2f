package io.tappass.policy.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tappass.policy.CompiledPolicy;
import io.tappass.policy.CompiledPolicyJson;
import io.tappass.policy.LevelKind;
import io.tappass.policy.Ring;
import io.tappass.policy.compile.ScopeState.State;
import io.tappass.policy.repository.RepositoryEntry;
import io.tappass.policy.repository.RepositoryTree;
import io.tappass.policy.repository.Scope;
import io.tappass.policy.value.ListEntry;
import io.tappass.rego.diagnostic.Diagnostic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyCompilerTest {
  static final EnrolledSandbox LAPTOP =
      new EnrolledSandbox(
          "acme",
          "eu_support",
          "support_coder",
          "laptop-1",
          "claude_code_linux",
          Map.of("environment", "office"));
  static final EnrolledSandbox TRIAGE =
      new EnrolledSandbox("acme", "eu_support", "triage", "triage-1", "python_linux", Map.of());
  static final EnrolledSandbox REFUND =
      new EnrolledSandbox(
          "acme", "finance_refunds", "refund_bot", "refund-1", "claude_code_linux", Map.of());
  static final List<EnrolledSandbox> ALL = List.of(LAPTOP, TRIAGE, REFUND);
  static final String ORG = "tappass/org/policy.rego";
  static final String EU = "tappass/projects/eu_support/policy.rego";
  static final String TRIAGE_REGO = "tappass/projects/eu_support/agents/triage/policy.rego";
  private static final Scope TRIAGE_SCOPE = new Scope("eu_support", "triage");

  @Test
  void the_template_compiles_for_every_sandbox_without_a_diagnostic() {
    PolicyCompilation compilation = compile(TreeEdit.template().tree());

    assertThat(text(compilation.diagnostics())).isEmpty();
    assertThat(compilation.releasable()).isTrue();
    assertThat(compilation.sandboxes())
        .extracting(CompiledSandbox::sandbox)
        .containsExactly("laptop-1", "refund-1", "triage-1");
    assertThat(compilation.scopes()).allSatisfy(s -> assertThat(s.state()).isEqualTo(State.OK));
  }

  @Test
  void settings_are_those_of_all_levels_together() {
    CompiledPolicy triage = policy(compile(TreeEdit.template().tree()), "triage-1");

    assertThat(texts(triage.network().allow()))
        .containsExactly("api.anthropic.com:443", "tickets.eu.acme.example:443");
    assertThat(texts(triage.network().deny())).containsExactly("169.254.169.254");
    assertThat(texts(triage.models().allow())).containsExactly("claude-haiku-*");
    assertThat(triage.budget().toolCallsPerMinute()).isEqualTo(30);
    assertThat(triage.budget().toolCallsPerSession()).isEqualTo(2_000);
    assertThat(triage.budget().perTool()).isEqualTo(Map.of("stripe_refund", 50L));
    assertThat(triage.rings().required()).containsExactly(Ring.KERNEL);
    assertThat(triage.compliance()).contains("GDPR:Art.5", "SOC2:CC6.1");
    assertThat(triage.audit().redact()).containsExactly("card_number");
    assertThat(triage.freshness().graceSeconds()).isEqualTo(300);
    assertThat(triage.levels())
        .extracting(level -> level.kind() + " " + level.packageName())
        .containsExactly(
            "ORG tappass.org",
            "PACK tappass.packs.soc2_baseline.v1_0_0",
            "PROJECT tappass.projects.eu_support",
            "AGENT tappass.projects.eu_support.agents.triage");
    assertThat(triage.catalogue())
        .extracting(tool -> tool.id())
        .contains("ticket_read", "stripe_refund")
        .doesNotContain("bash", "glob");
  }

  @Test
  void the_policy_reads_back_from_its_bytes() throws Exception {
    for (CompiledSandbox sandbox : compile(TreeEdit.template().tree()).sandboxes()) {
      byte[] bytes = CompiledPolicyJson.write(sandbox.policy());
      assertThat(CompiledPolicyJson.read(bytes)).isEqualTo(sandbox.policy());
      assertThat(sandbox.provenance().policyDigest()).isEqualTo(sandbox.policy().digest());
    }
  }

  @Test
  void the_same_input_gives_the_same_bytes_in_any_order_locale_and_time_zone() {
    List<String> expected = documents(compile(TreeEdit.template().tree()));
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    try {
      for (long seed = 0; seed < 4; seed++) {
        Locale.setDefault(seed % 2 == 0 ? Locale.forLanguageTag("tr-TR") : Locale.ROOT);
        TimeZone.setDefault(TimeZone.getTimeZone(seed % 2 == 0 ? "Pacific/Apia" : "UTC"));
        List<RepositoryEntry> entries = new ArrayList<>(TreeEdit.template().entries());
        Collections.shuffle(entries, new Random(seed));
        List<EnrolledSandbox> sandboxes = new ArrayList<>(ALL);
        Collections.shuffle(sandboxes, new Random(seed));
        PolicyCompilation compilation =
            PolicyCompiler.compile(RepositoryTree.of(entries), sandboxes, LastGood.none());
        assertThat(documents(compilation)).as("seed %d", seed).isEqualTo(expected);
      }
    } finally {
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
    }
  }

  @Test
  void a_comment_changes_the_provenance_and_no_policy() {
    PolicyCompilation before = compile(TreeEdit.template().tree());
    TreeEdit edit =
        TreeEdit.template()
            .replace(
                ORG,
                "# METADATA\n# labels:\n#   id: org_credentials",
                "# Explained.\n\n# METADATA\n# title: Credentials\n# labels:\n"
                    + "#   id: org_credentials");
    PolicyCompilation after = compile(edit.tree());

    for (String sandbox : List.of("laptop-1", "refund-1", "triage-1")) {
      assertThat(policy(after, sandbox).digest()).isEqualTo(policy(before, sandbox).digest());
    }
    assertThat(after.sandboxes().get(0).provenance().digest())
        .isNotEqualTo(before.sandboxes().get(0).provenance().digest());
  }

  @Test
  void provenance_names_file_row_and_labels_of_every_rule_of_the_policy() {
    CompiledSandbox laptop = compile(TreeEdit.template().tree()).sandboxes().get(0);

    List<String> rules = new ArrayList<>();
    laptop.policy().levels().forEach(l -> l.modules().forEach(m -> rules.addAll(m.rules())));
    assertThat(laptop.provenance().rules().stream().map(Provenance.Origin::rule))
        .containsAll(rules);
    assertThat(laptop.provenance().rules())
        .anySatisfy(origin -> {
          assertThat(origin.labels())
              .containsEntry("id", "org_refund_ceiling")
              .containsEntry("owner", "security")
              .containsEntry("control", "SOC2:CC6.1");
          assertThat(origin.file()).isEqualTo(ORG);
          assertThat(origin.row()).isEqualTo(13);
        });
    assertThat(laptop.provenance().rules())
        .anySatisfy(origin -> assertThat(origin.pack()).isEqualTo("soc2_baseline@v1_0_0"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tappass.yaml",
        "tappass/org/policy.rego",
        "tappass/lib/paths/paths.rego",
        "vocabulary/tools/data.yaml",
        "runtimes/python_linux.yaml",
        "tappass/packs/soc2_baseline/v1_0_0/policy.rego"
      })
  void an_error_of_everybody_releases_nothing(String path) {
    PolicyCompilation compilation = compile(TreeEdit.template().append(path, "\n}} {{\n").tree());

    assertThat(compilation.releasable()).isFalse();
    assertThat(compilation.sandboxes()).isEmpty();
    assertThat(compilation.diagnostics()).isNotEmpty();
  }

  @Test
  void a_broken_agent_keeps_its_last_good_policy_under_the_new_ceilings() {
    RepositoryTree good = TreeEdit.template().tree();
    TreeEdit edit =
        TreeEdit.template()
            .put(TRIAGE_REGO, "package tappass.projects.eu_support.agents.triage\n\nallow if {\n")
            .append(ORG, "\nnetwork.deny contains \"tickets.eu.acme.example\"\n");

    PolicyCompilation compilation =
        PolicyCompiler.compile(
            edit.tree(),
            ALL,
            scope -> scope.equals(TRIAGE_SCOPE) ? Optional.of(good) : Optional.empty());

    assertThat(compilation.releasable()).isTrue();
    assertThat(state(compilation, TRIAGE_SCOPE).state()).isEqualTo(State.STALLED);
    assertThat(state(compilation, TRIAGE_SCOPE).diagnostics())
        .anySatisfy(d -> assertThat(d.span().file()).isEqualTo(TRIAGE_REGO));
    CompiledPolicy triage = policy(compilation, "triage-1");
    assertThat(texts(triage.network().allow())).containsExactly("api.anthropic.com:443");
    assertThat(texts(policy(compilation, "refund-1").network().deny()))
        .contains("tickets.eu.acme.example");
    assertThat(triage.level(LevelKind.AGENT).modules())
        .isEqualTo(policy(compile(good), "triage-1").level(LevelKind.AGENT).modules());
  }

  @Test
  void without_last_good_files_a_broken_agent_is_quarantined_and_nobody_else() {
    PolicyCompilation compilation =
        compile(TreeEdit.template().append(TRIAGE_REGO, "\nallow if {\n").tree());

    assertThat(state(compilation, TRIAGE_SCOPE).state()).isEqualTo(State.QUARANTINED);
    assertThat(state(compilation, new Scope("eu_support", "support_coder")).state())
        .isEqualTo(State.OK);
    CompiledPolicy triage = policy(compilation, "triage-1");
    assertThat(triage.network().allow()).isEmpty();
    assertThat(triage.models().allow()).isEmpty();
    assertThat(triage.level(LevelKind.AGENT).modules()).hasSize(1);
    assertThat(triage.level(LevelKind.AGENT).modules().get(0).text())
        .contains("deny contains \"quarantined: projects.eu_support.agents.triage has TP1001");
    assertThat(triage.level(LevelKind.ORG).modules()).isNotEmpty();
    assertThat(compilation.sandboxes().get(2).quarantine()).isPresent();
  }

  @Test
  void last_good_files_that_compile_no_more_are_quarantined() {
    TreeEdit old =
        TreeEdit.template()
            .append(TRIAGE_REGO, "\nallow if data.tappass.lib.gone.rule(input.call.tool)\n")
            .put(
                "tappass/lib/gone/gone.rego",
                "package tappass.lib.gone\n\nimport rego.v1\n\nrule(t) if t == \"x\"\n");
    TreeEdit now = TreeEdit.template().append(TRIAGE_REGO, "\nallow if {\n");

    PolicyCompilation compilation =
        PolicyCompiler.compile(now.tree(), ALL, scope -> Optional.of(old.tree()));

    assertThat(compilation.releasable()).isTrue();
    assertThat(state(compilation, TRIAGE_SCOPE).state()).isEqualTo(State.QUARANTINED);
  }

  @Test
  void a_broken_project_quarantines_its_agents_only() {
    PolicyCompilation compilation = compile(TreeEdit.template().append(EU, "\ndeny if {\n").tree());

    assertThat(compilation.releasable()).isTrue();
    assertThat(state(compilation, Scope.project("eu_support")).state())
        .isEqualTo(State.QUARANTINED);
    assertThat(state(compilation, TRIAGE_SCOPE).state()).isEqualTo(State.QUARANTINED);
    assertThat(state(compilation, Scope.project("finance_refunds")).state()).isEqualTo(State.OK);
    assertThat(compilation.sandboxes().stream().filter(s -> s.quarantine().isPresent()))
        .extracting(CompiledSandbox::sandbox)
        .containsExactly("laptop-1", "triage-1");
  }

  @Test
  void a_tightened_organisation_stalls_who_relaxes_it_and_cuts_them_to_size() {
    RepositoryTree good = TreeEdit.template().tree();
    TreeEdit edit =
        TreeEdit.template()
            .replace(
                ORG, "budget.tool_calls_per_minute := 120", "budget.tool_calls_per_minute := 20");

    PolicyCompilation compilation =
        PolicyCompiler.compile(edit.tree(), ALL, scope -> Optional.of(good));

    assertThat(state(compilation, Scope.project("eu_support")).state()).isEqualTo(State.STALLED);
    assertThat(state(compilation, Scope.project("eu_support")).diagnostics())
        .extracting(Diagnostic::code)
        .contains("TP1304");
    assertThat(policy(compilation, "laptop-1").budget().toolCallsPerMinute()).isEqualTo(20);
    assertThat(policy(compilation, "triage-1").budget().toolCallsPerMinute()).isEqualTo(20);
  }

  @ParameterizedTest
  @CsvSource({
    "acme, nobody, triage, python_linux",
    "acme, eu_support, nobody, python_linux",
    "acme, eu_support, triage, claude_code_linux",
    "other, eu_support, triage, python_linux"
  })
  void an_enrolment_of_what_is_not_there_is_quarantined(
      String org, String project, String agent, String runtime) {
    var stray = new EnrolledSandbox(org, project, agent, "stray", runtime, Map.of());
    PolicyCompilation compilation =
        PolicyCompiler.compile(TreeEdit.template().tree(), List.of(LAPTOP, stray), LastGood.none());

    assertThat(compilation.releasable()).isTrue();
    assertThat(compilation.sandboxes().get(1).quarantine()).isPresent();
    assertThat(compilation.sandboxes().get(0).quarantine()).isEmpty();
  }

  @Test
  void a_sandbox_is_not_enrolled_twice() {
    List<EnrolledSandbox> twice = List.of(LAPTOP, LAPTOP);
    assertThatThrownBy(
            () -> PolicyCompiler.compile(TreeEdit.template().tree(), twice, LastGood.none()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("laptop-1");
  }

  @Test
  void an_exception_goes_to_the_policies_of_its_scope_with_the_rules_it_speaks_of() {
    TreeEdit edit =
        TreeEdit.template()
            .put(
                "tappass/org/exceptions.yaml",
                """
                exceptions:
                  - rule: org_refund_ceiling
                    scope: projects.finance_refunds
                    until: "2026-12-31T00:00:00Z"
                    reason: Winter sale
                  - rule: soc2_runaway_session
                    scope: org
                    until: "2026-12-31T00:00:00Z"
                    reason: Load test
                    effect: shadow
                """);
    PolicyCompilation compilation = compile(edit.tree());

    assertThat(text(compilation.diagnostics())).isEmpty();
    assertThat(policy(compilation, "refund-1").exceptions())
        .extracting(e -> e.level() + " " + e.label() + " " + e.effect() + " " + e.rules().size())
        .containsExactlyInAnyOrder(
            "tappass.org org_refund_ceiling EXCEPTION 1",
            "tappass.packs.soc2_baseline.v1_0_0 soc2_runaway_session SHADOW 1");
    assertThat(policy(compilation, "triage-1").exceptions()).hasSize(1);
  }

  static PolicyCompilation compile(RepositoryTree tree) {
    return PolicyCompiler.compile(tree, ALL, LastGood.none());
  }

  static CompiledPolicy policy(PolicyCompilation compilation, String sandbox) {
    return compilation.sandboxes().stream()
        .filter(each -> each.sandbox().equals(sandbox))
        .findFirst()
        .orElseThrow()
        .policy();
  }

  static ScopeState state(PolicyCompilation compilation, Scope scope) {
    return compilation.scopes().stream()
        .filter(each -> each.scope().equals(scope))
        .findFirst()
        .orElseThrow();
  }

  static List<String> text(List<Diagnostic> diagnostics) {
    return diagnostics.stream().map(d -> d.render("")).toList();
  }

  private static List<String> documents(PolicyCompilation compilation) {
    List<String> documents = new ArrayList<>();
    for (CompiledSandbox sandbox : compilation.sandboxes()) {
      documents.add(new String(CompiledPolicyJson.write(sandbox.policy()), StandardCharsets.UTF_8));
      documents.add(sandbox.provenance().digest());
    }
    return documents;
  }

  private static List<String> texts(List<? extends ListEntry> entries) {
    return entries.stream().map(ListEntry::text).toList();
  }
}
