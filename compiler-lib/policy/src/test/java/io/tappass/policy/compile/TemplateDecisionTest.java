package io.tappass.policy.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.json.JsonLimits;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.json.StrictJson;
import io.tappass.policy.PolicyDecision;
import io.tappass.policy.PolicyProgram;
import io.tappass.policy.SessionFacts;
import io.tappass.policy.call.Call;
import io.tappass.policy.call.CallContext;
import io.tappass.policy.call.CallRefusal;
import io.tappass.policy.repository.RepositoryTree;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the template answers to the calls that its README and the demonstration show. */
class TemplateDecisionTest {
  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
  private static final String REFUND =
      "{\"charge\":\"ch_1\",\"amount_cents\":12000,\"currency\":\"eur\"}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "refund-1 | mcp__stripe__refund"
            + " | {\"charge\":\"ch_1\",\"amount_cents\":12000,\"currency\":\"eur\"} | ALLOW",
        "refund-1 | mcp__stripe__refund"
            + " | {\"charge\":\"ch_1\",\"amount_cents\":30000,\"currency\":\"eur\"} | ALLOW",
        "refund-1 | mcp__stripe__refund"
            + " | {\"charge\":\"ch_1\",\"amount_cents\":30001,\"currency\":\"eur\"} | DENY denied",
        "refund-1 | mcp__stripe__refund"
            + " | {\"charge\":\"ch_1\",\"amount_cents\":90000,\"currency\":\"eur\"}"
            + " | DENY denied",
        "refund-1 | mcp__stripe__refund"
            + " | {\"charge\":\"ch_1\",\"amount_cents\":12000,\"currency\":\"usd\"} | DENY denied",
        "refund-1 | mcp__stripe__refund"
            + " | {\"charge\":\"ch_1\",\"amount_cents\":\"12000\",\"currency\":\"eur\"}"
            + " | DENY args_invalid",
        "refund-1 | mcp__stripe__payout | {\"amount_cents\":1} | DENY unknown_tool",
        "refund-1 | mcp__mail__send"
            + " | {\"to\":\"customer@mail.example\",\"subject\":\"s\",\"body\":\"b\"}"
            + " | ASK USER asked",
        "refund-1 | mcp__mail__send"
            + " | {\"to\":\"desk@acme.example\",\"subject\":\"s\",\"body\":\"b\"} | ALLOW",
        "refund-1 | Bash | {\"command\":\"ls\"} | DENY not_granted",
        "laptop-1 | Read | {\"file_path\":\"/work/a.py\"} | ALLOW",
        "laptop-1 | Read | {\"file_path\":\"/home/a/.ssh/id_ed25519\"} | DENY denied",
        "laptop-1 | Read | {\"file_path\":\"../work/.env\"} | DENY denied",
        "laptop-1 | Edit | {\"file_path\":\"/work/.github/workflows/ci.yml\",\"old_string\":\"a\","
            + "\"new_string\":\"b\"} | DENY denied",
        "laptop-1 | Bash | {\"command\":\"git status\"} | ALLOW",
        "laptop-1 | Bash | {\"command\":\"ls\",\"dangerouslyDisableSandbox\":true}"
            + " | DENY args_invalid",
        "laptop-1 | Grep | {\"pattern\":\"x\",\"-n\":true,\"output_mode\":\"content\"} | ALLOW",
        "laptop-1 | WebFetch | {\"url\":\"https://docs.acme.example/x\",\"prompt\":\"p\"} | ALLOW",
        "laptop-1 | WebFetch | {\"url\":\"https://evil.example/\",\"prompt\":\"p\"}"
            + " | DENY not_granted",
        "laptop-1 | mcp__tickets__read | {\"id\":\"T-1\",\"queue\":\"us\"} | DENY denied",
        "laptop-1 | mcp__stripe__refund"
            + " | {\"charge\":\"ch_1\",\"amount_cents\":1,\"currency\":\"eur\"}"
            + " | DENY denied",
        "triage-1 | ticket_reply | {\"id\":\"T-1\",\"queue\":\"eu\",\"text\":\"hello\"} | ALLOW",
        "triage-1 | mail_send"
            + " | {\"to\":\"customer@mail.example\",\"subject\":\"s\",\"body\":\"b\"}"
            + " | DENY not_granted",
        "triage-1 | read_file | {\"file_path\":\"/work/a\"} | DENY not_granted"
      })
  void the_template_answers(String sandbox, String spelling, String args, String wanted)
      throws Exception {
    assertThat(answer(TreeEdit.template().tree(), sandbox, spelling, args)).isEqualTo(wanted);
  }

  @Test
  void a_stricter_project_turns_the_allowed_refund_into_a_denied_one() throws Exception {
    TreeEdit stricter =
        TreeEdit.template()
            .replace(
                "tappass/projects/finance_refunds/policy.rego",
                "refund_limit_cents := 30000",
                "refund_limit_cents := 10000");
    assertThat(PolicyCompilerTest.compile(stricter.tree()).diagnostics()).isEmpty();
    assertThat(answer(stricter.tree(), "refund-1", "mcp__stripe__refund", REFUND))
        .isEqualTo("DENY denied");
  }

  @Test
  void a_broken_agent_and_an_org_deny_in_one_push_leave_the_deny_in_force_everywhere()
      throws Exception {
    RepositoryTree good = TreeEdit.template().tree();
    TreeEdit edit =
        TreeEdit.template()
            .append(PolicyCompilerTest.TRIAGE_REGO, "\nallow if input.call.tool = = \"x\"\n")
            .append(
                PolicyCompilerTest.ORG,
                "\ndeny contains \"mail is stopped\" if input.call.tool == \"mail_send\"\n");
    String mail = "{\"to\":\"desk@acme.example\",\"subject\":\"s\",\"body\":\"b\"}";
    PolicyCompilation compilation =
        PolicyCompiler.compile(
            edit.tree(), PolicyCompilerTest.ALL, scope -> java.util.Optional.of(good));

    assertThat(answer(compilation, "refund-1", "mcp__mail__send", mail)).isEqualTo("DENY denied");
    assertThat(answer(compilation, "laptop-1", "mcp__mail__send", mail)).isEqualTo("DENY denied");
    assertThat(answer(compilation, "triage-1", "mail_send", mail)).isEqualTo("DENY denied");
    assertThat(
            answer(
                compilation,
                "triage-1",
                "ticket_reply",
                "{\"id\":\"T-1\",\"queue\":\"eu\",\"text\":\"hello\"}"))
        .isEqualTo("ALLOW");
    assertThat(answer(good, "triage-1", "mail_send", mail)).isEqualTo("ALLOW");
  }

  static String answer(RepositoryTree tree, String sandbox, String spelling, String args)
      throws Exception {
    return answer(PolicyCompilerTest.compile(tree), sandbox, spelling, args);
  }

  static String answer(PolicyCompilation compilation, String sandbox, String spelling, String args)
      throws Exception {
    var program = PolicyProgram.load(PolicyCompilerTest.policy(compilation, sandbox));
    var object =
        (JsonObject)
            StrictJson.parse(args.getBytes(StandardCharsets.UTF_8), JsonLimits.bytes(1 << 20));
    String target = sandbox.equals("triage-1") ? "langchain" : "claude-code";
    var context = CallContext.lexical("/work", "/work", "/home/a");
    return switch (program.catalogue().translate(target, spelling, object, context)) {
      case CallRefusal refusal ->
          "DENY " + refusal.code().toString().toLowerCase(java.util.Locale.ROOT);
      case Call call -> {
        PolicyDecision decision =
            program.decide(call, SessionFacts.fresh("s", NOW), PolicyProgram.budget(() -> 0L));
        yield decision.verdict()
            + decision.tier().map(tier -> " " + tier).orElse("")
            + (decision.reasons().isEmpty()
                ? ""
                : " "
                    + String.join(
                        ", ", decision.reasons().stream().map(r -> r.wireName()).toList()));
      }
    };
  }
}
