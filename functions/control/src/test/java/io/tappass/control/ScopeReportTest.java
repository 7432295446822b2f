package io.tappass.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.control.Registry.ScopeStatus;
import io.tappass.trust.Release;
import io.tappass.trust.Release.Stalled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ScopeReportTest {
  private static final Template TEMPLATE = Template.read();

  @Test
  void aReleaseListsAtMostAThousandScopesAndQuarantinedOnesFirst() {
    List<ScopeStatus> scopes = new ArrayList<>();
    for (int scope = 0; scope < 1200; scope++) {
      scopes.add(new ScopeStatus("projects.a" + scope, "stalled", "why"));
    }
    scopes.add(new ScopeStatus("projects.z", "quarantined", "why"));
    assertThat(ScopeReport.stalled(scopes))
        .hasSize(Release.STALLED_MAX)
        .contains(new Stalled("projects.z", "quarantined", "why"))
        .isSortedAccordingTo(java.util.Comparator.comparing(Stalled::scope));
  }

  @Test
  void noNameAndNoMessageMakesAReleaseImpossible() {
    String smile = new String(Character.toChars(0x1F600));
    List<ScopeStatus> scopes =
        List.of(
            new ScopeStatus("projects." + "x".repeat(500), "stalled", smile.repeat(300)),
            new ScopeStatus("projects.a.agents.b", "stalled", "a" + smile.repeat(300)),
            new ScopeStatus("projects.a.agents.b", "quarantined", "\u001b[2J\u0000"),
            new ScopeStatus("projects.\u0000" + smile, "stalled", ""));
    assertThat(ScopeReport.stalled(scopes))
        .hasSize(3)
        .allSatisfy(stalled -> {
          assertThat(stalled.scope()).hasSizeLessThanOrEqualTo(ScopeReport.SCOPE_CHARS_MAX);
          assertThat(stalled.reason()).hasSizeLessThanOrEqualTo(ScopeReport.LINE_CHARS_MAX);
          assertThat(stalled.reason()).doesNotContainPattern("\\p{Cntrl}");
          assertThat(stalled.reason().codePoints())
              .noneMatch(c -> Character.getType(c) == Character.SURROGATE);
        });
  }

  @Test
  void anOwnerOfOddDirectoriesHoldsUpNobody() throws Exception {
    var kit = new ControlKit();
    var triage = kit.enrol(ControlKit.TRIAGE);
    String odd = "tappass/projects/";
    kit.git.push(
        TEMPLATE
            .denying("in force")
            .append(odd + "p".repeat(400) + "/policy.rego", "nonsense")
            .append(odd + "eu_support.agents.triage/policy.rego", "nonsense")
            .append(odd + "eu_support/agents/UPPER case/policy.rego", "nonsense ".repeat(90_000))
            .tree());
    kit.release();
    assertThat(ControlKit.text(kit.walk(triage))).contains("in force");
    assertThat(kit.registry.lastCompile().orElseThrow().scopes())
        .allSatisfy(scope ->
            assertThat(scope.reason()).hasSizeLessThanOrEqualTo(ScopeReport.REASON_CHARS_MAX));
  }
}
