package io.tappass.policy.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.policy.Ring;
import io.tappass.rego.diagnostic.Diagnostic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyRepositoryTest {
  private static final String AGENT = "tappass/projects/p/agents/a";

  @Test
  void the_template_is_read_without_a_diagnostic() {
    PolicyRepository repository = PolicyRepository.of(RepositoryTree.of(TemplateFolder.entries()));

    assertThat(repository.diagnostics()).isEmpty();
    assertThat(repository.org().org()).isEqualTo("acme");
    assertThat(repository.projects().keySet()).containsExactly("eu_support", "finance_refunds");
    assertThat(repository.project("eu_support").orElseThrow().agents().keySet())
        .containsExactly("support_coder", "triage");
    assertThat(repository.runtime("claude_code_linux").orElseThrow().rings())
        .containsEntry(Ring.KERNEL, "landlock");
    assertThat(repository.vocabulary().tool("stripe_refund").orElseThrow().spellings())
        .containsEntry("claude-code", List.of("mcp__stripe__refund"));
    assertThat(repository.packs()).hasSize(1);
    assertThat(repository.orgLevel().tests()).hasSize(1);
  }

  @Test
  void the_smallest_repository_has_no_diagnostic() {
    assertThat(codes(smallest())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "tappass.yaml, TP1114", "tappass/org/policy.rego, TP1114",
    "tappass/projects/p/project.yaml, TP1114", "tappass/projects/p/agents/a/agent.yaml, TP1114"
  })
  void what_is_missing_is_named(String path, String code) {
    List<RepositoryEntry> entries = smallest();
    entries.removeIf(entry -> entry.path().equals(path));
    assertThat(codes(entries)).contains(code);
  }

  @ParameterizedTest
  @CsvSource({
    "tappass/org/policy.reg, TP1113", "tappass/organisation/policy.rego, TP1113",
    "tappass/policy.rego, TP1113", "tappass/projects/policy.rego, TP1113",
    "tappass/projects/p/agents/policy.rego, TP1113", "tappass/projects/p/agent.yaml, TP1113",
    "tappass/lib/exceptions.yaml, TP1113", "tappass/packs/x/pack.yaml, TP1113",
    "vocabulary/tols/data.yaml, TP1113", "vocabulary/tools/more.yaml, TP1113",
    "runtimes/a/b.yaml, TP1113", "tappass/projects/Q/project.yaml, TP1112",
    "tappass/projects/p/agents/my-agent/agent.yaml, TP1112", "runtimes/My-Run.yaml, TP1112"
  })
  void a_file_without_a_meaning_is_never_skipped_in_silence(String path, String code) {
    List<RepositoryEntry> entries = smallest();
    entries.add(file(path, "{}"));
    assertThat(codes(entries)).contains(code);
  }

  @ParameterizedTest
  @CsvSource({"README.md", "tappass/org/NOTES.md", ".github/workflows/x.yml", "docs/a.yaml"})
  void what_is_not_ours_is_left_alone(String path) {
    List<RepositoryEntry> entries = smallest();
    entries.add(file(path, "anything: ["));
    assertThat(codes(entries)).isEmpty();
  }

  @Test
  void text_that_is_no_utf8_is_refused() {
    List<RepositoryEntry> entries = smallest();
    entries.add(RepositoryEntry.file("tappass/org/x.rego", new byte[] {(byte) 0xc3, 0x28}));
    assertThat(codes(entries)).containsExactly("TP1111");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "owner: nobody_knows | TP1124",
        "owner: team_a, typo: 1 | TP1123",
        "sandboxes: {x: {runtime: r, required_rings: [kernal]}} | TP1124",
        "sandboxes: {x: {runtime: r}, y: {runtime: r}} | TP1124",
        "sandboxes: [r] | TP1123"
      })
  void a_wrong_agent_document_is_reported_in_its_scope(String members, String code) {
    List<RepositoryEntry> entries = smallest();
    entries.removeIf(entry -> entry.path().equals(AGENT + "/agent.yaml"));
    String owner = members.contains("owner") ? "" : "owner: team_a, ";
    entries.add(file(AGENT + "/agent.yaml", "{framework: custom, " + owner + members + "}"));

    List<Diagnostic> diagnostics = diagnostics(entries);

    assertThat(diagnostics).extracting(Diagnostic::code).contains(code);
    assertThat(diagnostics)
        .allSatisfy(d -> assertThat(Scope.of(d.span().file())).isEqualTo(new Scope("p", "a")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{x: {kind: tool, schema: {type: strange}}} | TP1401",
        "{x: {kind: tool}} | TP1124",
        "{x: {kind: spoon, schema: {type: object}}} | TP1124",
        "{x: {kind: tool, schema: {type: object}, capabilities: [magic]}} | TP1403",
        "{x: {kind: tool, schema: {type: object}, spellings: {a: [y]}}, y: {kind: tool, schema:"
            + " {type: object}}} | TP1402",
        "{x: {kind: tool, schema: {type: object}, effects: {hosts: ['*']}}} | TP1401",
        "{X: {kind: tool, schema: {type: object}}} | TP1112",
        "{x: {kind: tool, schema: {type: object}, server: s}} | TP1401"
      })
  void a_wrong_tool_is_reported(String tools, String code) {
    List<RepositoryEntry> entries = smallest();
    entries.add(file("vocabulary/tools/data.yaml", tools));
    assertThat(codes(entries)).contains(code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{rule: x, scope: org, reason: r} | TP1409",
        "{rule: x, scope: org, reason: r, until: 2026-12-31} | TP1409",
        "{rule: x, scope: org, reason: r, until: '2026-02-30T00:00:00Z'} | TP1409",
        "{rule: x, scope: org, reason: r, until: '2026-12-31T00:00:00+01:00'} | TP1409",
        "{rule: x, scope: all, reason: r, until: '2026-12-31T00:00:00Z'} | TP1411",
        "{rule: x, scope: org, until: '2026-12-31T00:00:00Z'} | TP1123",
        "{rule: x, scope: org, reason: r, until: '2026-12-31T00:00:00Z', effect: off} | TP1124"
      })
  void a_wrong_exception_is_reported(String entry, String code) {
    List<RepositoryEntry> entries = smallest();
    entries.add(file("tappass/org/exceptions.yaml", "exceptions: [" + entry + "]"));
    assertThat(codes(entries)).contains(code);
  }

  @ParameterizedTest
  @CsvSource({
    "tappass.yaml, org",
    "tappass/org/policy.rego, org",
    "vocabulary/tools/data.yaml, org",
    "tappass/projects/p/policy.rego, projects.p",
    "tappass/projects/p/sub/x.rego, projects.p",
    "tappass/projects/p/agents/a/policy.rego, projects.p.agents.a",
    "tappass/projects/p/agents/x.rego, projects.p",
    "tappass/projects/x.rego, org"
  })
  void a_scope_is_whose_files_they_are(String path, String scope) {
    assertThat(Scope.of(path).text()).isEqualTo(scope);
    assertThat(Scope.parse(scope)).contains(Scope.of(path));
  }

  private static List<RepositoryEntry> smallest() {
    return new ArrayList<>(
        List.of(
            file("tappass.yaml", "{org: acme, teams: [team_a]}"),
            file("tappass/org/policy.rego", "package tappass.org"),
            file("tappass/projects/p/project.yaml", "team: team_a"),
            file("tappass/projects/p/policy.rego", "package tappass.projects.p"),
            file(AGENT + "/agent.yaml", "{owner: team_a, framework: custom}"),
            file(AGENT + "/policy.rego", "package tappass.projects.p.agents.a")));
  }

  private static List<String> codes(List<RepositoryEntry> entries) {
    return diagnostics(entries).stream().map(Diagnostic::code).toList();
  }

  private static List<Diagnostic> diagnostics(List<RepositoryEntry> entries) {
    return PolicyRepository.of(RepositoryTree.of(entries)).diagnostics();
  }

  private static RepositoryEntry file(String path, String text) {
    return RepositoryEntry.file(path, text.getBytes(StandardCharsets.UTF_8));
  }
}
