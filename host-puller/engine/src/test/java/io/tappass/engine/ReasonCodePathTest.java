package io.tappass.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.audit.log.FolderStorage;
import io.tappass.policy.BudgetLimits;
import io.tappass.policy.PipelineStep;
import io.tappass.policy.ReasonCode;
import io.tappass.policy.StepAction;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every reason code that the engine gives, by both forms of request that a socket takes. */
final class ReasonCodePathTest {
  private static final String REFUND = "mcp__stripe__refund";
  private static final String CENT = "{\"amount_cents\":1}";
  private static final BudgetLimits BUDGET = BudgetLimits.defaults();

  /** No step of this engine gives these yet. */
  private static final Set<ReasonCode> NOT_GIVEN =
      EnumSet.of(ReasonCode.STEP_BLOCKED, ReasonCode.SESSION_INVALID);

  /** {@link EngineRecoveryTest#aDiskThatHangsDeniesInTimeAndHoldsNothing}. */
  private static final Set<ReasonCode> ELSEWHERE = EnumSet.of(ReasonCode.TIMED_OUT);

  /** Makes the answer to {@code spelling} and {@code args} one with the code. */
  private record Cell(Setting setting, String spelling, String args) {}

  @FunctionalInterface
  private interface Setting {
    void make(EngineRig rig) throws Exception;
  }

  private static final Map<ReasonCode, Cell> CELLS = new EnumMap<>(ReasonCode.class);

  static {
    cell(ReasonCode.NOT_GRANTED, rig -> levels(rig, "", ""));
    cell(ReasonCode.CEILING, rig -> levels(rig, "allow if false\n", "allow := true\n"));
    cell(ReasonCode.DENIED, rig -> levels(rig, "deny contains \"no\"\n", "allow := true\n"));
    cell(
        ReasonCode.RULE_ERROR,
        rig -> levels(rig, "deny contains \"x\" if to_number(\"x\") == 1\n", "allow := true\n"));
    cell(
        ReasonCode.ASKED,
        rig ->
            levels(
                rig, "ask contains {\"tier\": \"user\", \"reason\": \"r\"}\n", "allow := true\n"));
    cell(
        ReasonCode.ASK_TIER_UNSUPPORTED,
        rig ->
            levels(
                rig,
                "ask contains {\"tier\": \"elevated\", \"reason\": \"r\"}\n",
                "allow := true\n"));
    CELLS.put(ReasonCode.UNKNOWN_TOOL, new Cell(rig -> {}, "mcp__none__none", "{}"));
    CELLS.put(ReasonCode.ARGS_INVALID, new Cell(rig -> {}, REFUND, "{}"));
    CELLS.put(ReasonCode.AMBIGUOUS, new Cell(rig -> {}, "Read", "{\"file_path\":\"~/x\"}"));
    cell(ReasonCode.STALE, rig -> rig.engine.stand("sb-1", now -> new Standing.Stale()));
    cell(ReasonCode.BUDGET_EXHAUSTED, rig -> rig.install(new BudgetLimits(0, 0, Map.of())));
    CELLS.put(
        ReasonCode.LOOP_GUARD,
        new Cell(
            rig -> rig.decide("mcp__db__drop", "{\"table\":\"a\"}"),
            "mcp__db__drop",
            "{\"table\":\"a\"}"));
    cell(
        ReasonCode.STEP_UNSUPPORTED,
        rig ->
            rig.install(
                EnginePolicies.policy(
                    BUDGET, List.of(new PipelineStep("detect_pii", StepAction.REDACT)))));
    cell(ReasonCode.AUDIT_UNAVAILABLE, rig -> rig.log.close());
    CELLS.put(
        ReasonCode.REQUEST_TOO_LARGE,
        new Cell(rig -> {}, REFUND, "{\"x\":\"" + "x".repeat(1 << 20) + "\"}"));
    cell(
        ReasonCode.INTERNAL_ERROR,
        rig ->
            rig.engine.stand(
                "sb-1",
                now -> {
                  throw new IllegalStateException("planted");
                }));
    for (ReasonCode state :
        List.of(
            ReasonCode.KILLED,
            ReasonCode.QUARANTINED,
            ReasonCode.STATE_ABSENT,
            ReasonCode.STATE_FROZEN,
            ReasonCode.STATE_EXPIRED,
            ReasonCode.STATE_REVOKED,
            ReasonCode.STATE_UNTRUSTED,
            ReasonCode.STATE_CLOCK_SUSPECT)) {
      cell(
          state,
          rig -> rig.engine.stand("sb-1", now -> new Standing.Refused(state, "by the host")));
    }
  }

  @TempDir private Path folder;

  private static void cell(ReasonCode code, Setting setting) {
    CELLS.put(code, new Cell(setting, REFUND, CENT));
  }

  private static void levels(EngineRig rig, String org, String agent) throws Exception {
    rig.install(EnginePolicies.policy(org, agent, BUDGET, List.of()));
  }

  @Test
  void everyCodeHasItsCell() {
    Set<ReasonCode> all = EnumSet.allOf(ReasonCode.class);
    all.removeAll(NOT_GIVEN);
    all.removeAll(ELSEWHERE);
    assertThat(CELLS.keySet()).isEqualTo(all);
  }

  @ParameterizedTest
  @EnumSource(
      value = ReasonCode.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"STEP_BLOCKED", "SESSION_INVALID", "TIMED_OUT"})
  void theCodeIsGivenByBothForms(ReasonCode code) throws Exception {
    Cell cell = Objects.requireNonNull(CELLS.get(code));
    for (String form :
        List.of(
            "{\"hook_event_name\":\"PreToolUse\",\"tool_name\":\"%s\",\"tool_input\":%s}",
            "{\"tappass\":\"decide\",\"tool\":\"%s\",\"args\":%s}")) {
      try (var rig = new EngineRig(new FolderStorage(folder.resolve("f" + form.length())))) {
        rig.install(BUDGET);
        cell.setting().make(rig);
        String request = form.formatted(cell.spelling(), cell.args());
        String answer = new String(rig.hook.answer("sb-1", request.getBytes(UTF_8)), UTF_8);
        assertThat(answer).as(form).contains(code.wireName());
        assertThat(answer)
            .as(form)
            .containsPattern("ecision\":\"" + (code == ReasonCode.ASKED ? "ask" : "deny") + "\"");
        assertThat(rig.failures).hasSize(code == ReasonCode.INTERNAL_ERROR ? 1 : 0);
      }
    }
  }

  @Test
  void theStepsRunInTheOrderOfTheirTable() {
    assertThat(PipelineSteps.ORDERED.stream().map(PipelineSteps.Step::name))
        .containsExactly("pipeline", "closed_lists", "rate_limit", "count_budget", "loop_guard");
  }
}
