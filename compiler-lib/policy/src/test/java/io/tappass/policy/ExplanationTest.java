package io.tappass.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.json.JsonText;
import io.tappass.policy.call.CallContext;
import io.tappass.policy.call.Tools;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ExplanationTest {
  private static final CallContext CONTEXT = CallContext.lexical("/work", "/work", "/home/a");
  private static final SessionFacts SESSION =
      SessionFacts.fresh("s-1", Instant.parse("2026-11-24T09:00:00Z"));
  private static final String DENY = "deny contains \"no shell\" if input.call.kind == \"shell\"";
  private static final String ASK = "ask contains {\"tier\": \"user\", \"reason\": \"look\"}";
  private static final String GRANT = "allow if input.call.tool == \"shell\"";

  @Test
  void aDecisionIsToldLevelByLevelWithItsPlaces() throws Exception {
    String denyId = Policies.ruleId(Policies.ORG, DENY);
    RulePlaces places =
        (level, rule) ->
            rule.equals(denyId) ? Optional.of("tappass/org/policy.rego:5:1") : Optional.empty();

    Explanation explanation = explain("Bash", places);

    assertThat(explanation.text())
        .isEqualTo(
            """
            deny: denied
              org tappass.org: no rule allow
                deny held %s "no shell"  tappass/org/policy.rego:5:1
              project tappass.projects.finance: no rule allow
                ask held %s "look"
              agent tappass.projects.finance.agents.refund_bot: allow is true
                allow held %s
            """
                .formatted(
                    denyId,
                    Policies.ruleId(Policies.PROJECT, ASK),
                    Policies.ruleId(Policies.AGENT, GRANT)));
    assertThat(JsonText.compact(explanation.toJson()))
        .contains("\"verdict\":\"deny\"")
        .contains("\"place\":\"tappass/org/policy.rego:5:1\"")
        .contains("\"allow\":\"undeclared\"");
  }

  @Test
  void aRefusalIsToldWithoutLevels() throws Exception {
    assertThat(explain("bash", RulePlaces.NONE).text())
        .isEqualTo("deny: unknown_tool\n  no approved tool is spelled so at claude-code\n");
  }

  private static Explanation explain(String spelling, RulePlaces places) throws Exception {
    PolicyProgram program = PolicyProgram.load(Policies.of(DENY, ASK, GRANT));
    return Explanation.of(
        program,
        program.translate("claude-code", spelling, Tools.json("{\"command\": \"ls\"}"), CONTEXT),
        SESSION,
        PolicyProgram.budget(() -> 0L),
        places);
  }
}
