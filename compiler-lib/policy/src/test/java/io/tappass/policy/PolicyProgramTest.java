package io.tappass.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tappass.json.JsonValue.JsonObject;
import io.tappass.policy.LevelTrace.AllowOutcome;
import io.tappass.policy.PolicyException.Effect;
import io.tappass.policy.call.Call;
import io.tappass.policy.call.CallContext;
import io.tappass.policy.call.Tools;
import io.tappass.rego.Budget;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PolicyProgramTest {
  private static final CallContext CONTEXT = CallContext.lexical("/work", "/work", "/home/a");
  private static final SessionFacts SESSION =
      SessionFacts.fresh("s-1", Instant.parse("2026-11-24T09:00:00Z"));
  private static final String GRANT = "allow if true";
  private static final String NOTHING = "unused := 1";

  private static PolicyDecision decide(CompiledPolicy policy, SessionFacts session)
      throws PolicyLoadException {
    PolicyProgram program = PolicyProgram.load(policy);
    return program.decide(refund(program, 60000), session, budget());
  }

  private static PolicyDecision decide(String org, String project, String agent)
      throws PolicyLoadException {
    return decide(Policies.of(org, project, agent), SESSION);
  }

  private static Call refund(PolicyProgram program, long cents) {
    return (Call)
        program.translate(
            "claude-code",
            "mcp__stripe__refund",
            Tools.json("{\"charge\": \"ch_1\", \"amount_cents\": " + cents + "}"),
            CONTEXT);
  }

  private static Budget budget() {
    return PolicyProgram.budget(() -> 0L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          unused := 1           | unused := 1           | allow if true            | ALLOW | |
          unused := 1           | unused := 1           | allow := true            | ALLOW | |
          unused := 1           | unused := 1           | unused := 1              | DENY  | NOT_GRANTED |
          unused := 1           | unused := 1           | allow if false           | DENY  | NOT_GRANTED |
          unused := 1           | unused := 1           | default allow := false   | DENY  | NOT_GRANTED |
          unused := 1           | unused := 1           | allow := "true"          | DENY  | NOT_GRANTED |
          unused := 1           | unused := 1           | allow := 1               | DENY  | NOT_GRANTED |
          unused := 1           | unused := 1           | allow := {"a": true}     | DENY  | NOT_GRANTED |
          unused := 1           | unused := 1           | allow := null            | DENY  | NOT_GRANTED |
          unused := 1           | unused := 1           | allow if input.call.args.nothing | DENY | NOT_GRANTED |
          allow if true         | allow if true         | allow if true            | ALLOW | |
          allow if true         | allow if true         | unused := 1              | DENY  | NOT_GRANTED |
          allow if false        | unused := 1           | allow if true            | DENY  | CEILING |
          unused := 1           | allow if false        | allow if true            | DENY  | CEILING |
          allow if true         | allow := "yes"        | allow if true            | DENY  | CEILING |
          default allow := false | unused := 1          | allow if true            | DENY  | CEILING |
          deny contains "m"     | unused := 1           | allow if true            | DENY  | DENIED |
          unused := 1           | deny contains "m"     | allow if true            | DENY  | DENIED |
          unused := 1           | unused := 1           | deny contains "m"        | DENY  | DENIED |
          deny contains "m"     | allow if false        | unused := 1              | DENY  | DENIED |
          deny contains "m" if false | unused := 1      | allow if true            | ALLOW | |
          ask contains {"tier": "user"} | unused := 1   | allow if true            | ASK   | ASKED | USER
          ask contains {"tier": "user"} | ask contains {"tier": "two_person"} | allow if true | ASK | ASKED | TWO_PERSON
          ask contains {"tier": "elevated"} | ask contains {"tier": "user"} | allow if true | ASK | ASKED | ELEVATED
          ask contains {"tier": "user"} | unused := 1   | unused := 1              | DENY  | NOT_GRANTED |
          ask contains {"tier": "user"} | allow if false | allow if true           | DENY  | CEILING |
          ask contains {"tier": "user"} | deny contains "m" | allow if true        | DENY  | DENIED |
          ask contains {"tier": "User"} | unused := 1   | allow if true            | ASK   | ASKED | TWO_PERSON
          ask contains {"tier": 1} | unused := 1        | allow if true            | ASK   | ASKED | TWO_PERSON
          ask contains {}       | unused := 1           | allow if true            | ASK   | ASKED | TWO_PERSON
          ask contains "user"   | unused := 1           | allow if true            | ASK   | ASKED | TWO_PERSON
          ask contains {"tier": input.call.args.nothing} | unused := 1 | allow if true | ASK | ASKED | TWO_PERSON
          """)
  void levelsComposeAsTheSpecSays(
      String org, String project, String agent, Verdict verdict, ReasonCode reason, AskTier tier)
      throws Exception {
    PolicyDecision decision = decide(org, project, agent);

    assertThat(decision.verdict()).isEqualTo(verdict);
    assertThat(decision.reasons()).isEqualTo(reason == null ? List.of() : List.of(reason));
    assertThat(decision.tier()).isEqualTo(Optional.ofNullable(tier));
  }

  /** With two clauses under one name the evaluator may skip by index; not past a failure. */
  @Test
  void anotherClauseNeverHidesAFailure() throws Exception {
    String failing = "if {\n\tto_number(\"x\") > 1\n\tinput.call.tool == \"shell\"\n}";
    String other = "if input.call.tool == \"web_fetch\"";
    for (String head : List.of("deny contains \"m\" ", "ask contains {\"tier\": \"user\"} ")) {
      assertThat(decide(head + failing, NOTHING, GRANT).reasons())
          .containsExactly(ReasonCode.RULE_ERROR);
      assertThat(decide(head + failing + "\n\n" + head + other, NOTHING, GRANT).reasons())
          .containsExactly(ReasonCode.RULE_ERROR);
    }
  }

  @Test
  void theStrictestTierOfOneLevelIsAsked() throws Exception {
    List<String> asks =
        List.of(
            "ask contains {\"tier\": \"two_person\"}",
            "ask contains {\"tier\": \"user\"}",
            "ask contains {\"tier\": \"elevated\"}");

    assertThat(decide(String.join("\n\n", asks), NOTHING, GRANT).tier())
        .contains(AskTier.TWO_PERSON);
    assertThat(decide(String.join("\n\n", asks.reversed()), NOTHING, GRANT).tier())
        .contains(AskTier.TWO_PERSON);
    assertThat(decide(NOTHING, asks.get(1), asks.get(2) + "\n\n" + GRANT).tier())
        .contains(AskTier.ELEVATED);
  }

  @Test
  void aLevelWithoutModulesGrantsNothingAndClosesNothing() throws Exception {
    JsonObject data = Tools.json("{}");
    Level org = Policies.level(LevelKind.ORG, Policies.ORG, Optional.empty(), data);
    Level project = Policies.level(LevelKind.PROJECT, Policies.PROJECT, Optional.empty(), data);
    Level agent = Policies.level(LevelKind.AGENT, Policies.AGENT, Optional.empty(), data);
    Level grant = Policies.level(LevelKind.AGENT, Policies.AGENT, Optional.of(GRANT), data);

    assertThat(decide(of(data, org, project, agent), SESSION).reasons())
        .containsExactly(ReasonCode.NOT_GRANTED);
    assertThat(decide(of(data, org, project, grant), SESSION).verdict()).isEqualTo(Verdict.ALLOW);
  }

  @Test
  void aPackDeniesAndMayNotAllow() throws Exception {
    JsonObject data = Tools.json("{}");
    Level org = Policies.level(LevelKind.ORG, Policies.ORG, Optional.empty(), data);
    Level project = Policies.level(LevelKind.PROJECT, Policies.PROJECT, Optional.empty(), data);
    Level agent = Policies.level(LevelKind.AGENT, Policies.AGENT, Optional.of(GRANT), data);
    Level pack =
        Policies.level(LevelKind.PACK, Policies.PACK, Optional.of("deny contains \"m\""), data);
    Level bad = Policies.level(LevelKind.PACK, Policies.PACK, Optional.of(GRANT), data);

    assertThat(decide(of(data, org, pack, project, agent), SESSION).reasons())
        .containsExactly(ReasonCode.DENIED);
    assertThatThrownBy(() -> PolicyProgram.load(of(data, org, bad, project, agent)))
        .isInstanceOf(PolicyLoadException.class)
        .hasMessageContaining("pack");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "deny contains input.call.args.nothing",
        "deny contains to_number(\"x\")",
        "deny contains sprintf(\"%d\", [input.call.args.nothing])",
        "deny contains input.call.args.nothing if input.call.tool == \"stripe_refund\""
      })
  void theMessageNeverDecides(String deny) throws Exception {
    PolicyDecision decision = decide(deny, NOTHING, GRANT);

    assertThat(decision.verdict()).isEqualTo(Verdict.DENY);
    assertThat(decision.reasons()).containsExactly(ReasonCode.DENIED);
    assertThat(decision.rules()).containsExactly(Policies.ruleId(Policies.ORG, deny));
    assertThat(decision.messages()).containsExactly(Policies.ruleId(Policies.ORG, deny));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "deny contains \"m\" if to_number(\"x\") > 1",
        "deny contains \"m\" if not to_number(\"x\") > 1",
        "deny contains \"m\" if regex.match(\"(\", \"x\")",
        "ask contains {\"tier\": \"user\"} if to_number(\"x\") > 1",
        "deny contains \"m\" if h\n\nh := 1 if true\n\nh := 2 if true",
        "deny contains \"m\" if f(1) == 1\n\nf(x) := 1 if x > 0\n\nf(x) := 2 if x < 2"
      })
  void aRuleThatFailsDenies(String rule) throws Exception {
    for (PolicyDecision decision :
        List.of(
            decide(rule, NOTHING, GRANT),
            decide(NOTHING, rule, GRANT),
            decide(NOTHING, NOTHING, rule + "\n\n" + GRANT))) {
      assertThat(decision.verdict()).isEqualTo(Verdict.DENY);
      assertThat(decision.reasons()).containsExactly(ReasonCode.RULE_ERROR);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "allow if to_number(\"x\") > 1",
        "allow if not to_number(\"x\") > 1",
        "allow if not regex.match(\"(\", \"x\")",
        "allow if not h\n\nh if to_number(\"x\") > 1",
        "allow if not h\n\nh := 1 if true\n\nh := 2 if true"
      })
  void anAllowThatFailsGrantsNothing(String allow) throws Exception {
    PolicyDecision grant = decide(NOTHING, NOTHING, allow);
    PolicyDecision ceiling = decide(allow, NOTHING, GRANT);

    assertThat(grant.reasons()).containsExactly(ReasonCode.NOT_GRANTED, ReasonCode.RULE_ERROR);
    assertThat(ceiling.reasons()).containsExactly(ReasonCode.CEILING, ReasonCode.RULE_ERROR);
    assertThat(ceiling.trace().getFirst().allow()).isEqualTo(AllowOutcome.ERROR);
  }

  @Test
  void anAllowWithTwoAnswersIsNotAllowed() throws Exception {
    String both = "allow if true\n\nallow := false if true";

    assertThat(decide(NOTHING, NOTHING, both).reasons()).contains(ReasonCode.NOT_GRANTED);
    assertThat(decide(NOTHING, both, GRANT).reasons()).contains(ReasonCode.CEILING);
  }

  @Test
  void aClauseOfAllowThatFailsTakesNothingFromAnother() throws Exception {
    assertThat(decide(NOTHING, NOTHING, "allow if to_number(\"x\") > 1\n\nallow if true").verdict())
        .isEqualTo(Verdict.ALLOW);
  }

  /** Four loops of a hundred turns: more steps than a decision has. */
  private static String endless(String head) {
    String hundred =
        IntStream.range(0, 100).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    return head
        + " if {\n\tsome i in h\n\tsome j in h\n\tsome k in h\n\tsome l in h\n\t[i, j, k, l] == []\n}"
        + "\n\nh := ["
        + hundred
        + "]";
  }

  @Test
  void regoThatDoesNotEndDeniesByItsBudget() throws Exception {
    for (String head : List.of("deny contains \"m\"", "ask contains {\"tier\": \"user\"}")) {
      PolicyDecision decision = decide(endless(head), NOTHING, GRANT);

      assertThat(decision.reasons()).containsExactly(ReasonCode.RULE_ERROR);
      assertThat(decision.messages()).hasSize(1).first().asString().contains("eval_cancel_error");
    }
    assertThat(decide(NOTHING, NOTHING, endless("allow")).reasons())
        .containsExactly(ReasonCode.NOT_GRANTED, ReasonCode.RULE_ERROR);
    assertThat(decide(NOTHING, NOTHING, endless("allow") + "\n\nallow if true").reasons())
        .containsExactly(ReasonCode.NOT_GRANTED, ReasonCode.RULE_ERROR);
  }

  @Test
  void defaultsAndElseOfAnAllowMeanWhatTheyMeanInRego() throws Exception {
    String elses = "allow := false if input.call.kind == \"shell\"\nelse := true";
    String failing = "allow := false if to_number(\"x\") > 1\nelse := true";

    assertThat(decide(NOTHING, NOTHING, "default allow := false\n\nallow if true").verdict())
        .isEqualTo(Verdict.ALLOW);
    assertThat(decide(NOTHING, NOTHING, elses).verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(decide(NOTHING, NOTHING, failing).reasons())
        .containsExactly(ReasonCode.NOT_GRANTED, ReasonCode.RULE_ERROR);
  }

  @Test
  void aDecisionThatRunsOutOfTimeDenies() throws Exception {
    PolicyProgram program =
        PolicyProgram.load(Policies.of(endless("deny contains \"m\""), NOTHING, GRANT));
    long[] now = {0};
    // Every look at the clock finds a tenth of a second gone.
    Budget budget = PolicyProgram.budget(() -> now[0] += 100_000_000);

    PolicyDecision decision = program.decide(refund(program, 1), SESSION, budget);

    assertThat(decision.reasons()).containsExactly(ReasonCode.RULE_ERROR);
    assertThat(decision.messages()).first().asString().contains("the time is up");
  }

  @Test
  void whatDecidedIsNamed() throws Exception {
    String org =
        """
        deny contains "refunds over 500 need a person" if {
        	input.call.tool == "stripe_refund"
        	input.call.args.amount_cents > 50000
        }

        ask contains {"tier": "elevated", "reason": "money"} if {
        	"payments_write" in input.call.capabilities
        }
        """;
    PolicyProgram program = PolicyProgram.load(Policies.of(org, NOTHING, GRANT));

    PolicyDecision denied = program.decide(refund(program, 50001), SESSION, budget());
    PolicyDecision asked = program.decide(refund(program, 50000), SESSION, budget());

    assertThat(denied.messages()).containsExactly("refunds over 500 need a person");
    assertThat(denied.rules()).hasSize(1).allMatch(rule -> rule.startsWith("r_"));
    assertThat(asked.verdict()).isEqualTo(Verdict.ASK);
    assertThat(asked.tier()).contains(AskTier.ELEVATED);
    assertThat(asked.messages()).containsExactly("money");
    assertThat(asked.rules()).hasSize(1).isNotEqualTo(denied.rules());
    assertThat(denied.trace())
        .extracting(LevelTrace::kind)
        .containsExactly(LevelKind.ORG, LevelKind.PROJECT, LevelKind.AGENT);
  }

  @Test
  void anAmountThatIsNoNumberNeverReachesTheRule() throws Exception {
    // 900.00 as a string is above every number for Rego: the limit below would not hold it back.
    String org = "deny contains \"limit\" if input.call.args.amount > 499.99";
    String grant = "allow if input.call.args.amount <= 499.99";
    PolicyProgram program = PolicyProgram.load(Policies.of(org, NOTHING, grant));

    assertThat(amount(program, "900.00").reasons()).containsExactly(ReasonCode.DENIED);
    assertThat(amount(program, "499.99").verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(amount(program, "500").reasons()).containsExactly(ReasonCode.DENIED);
    for (String wrong : List.of("\"900.00\"", "\"499.99\"", "null", "[1]", "true", "{}")) {
      assertThat(amount(program, wrong).reasons())
          .as(wrong)
          .containsExactly(ReasonCode.ARGS_INVALID);
    }
    assertThat(amount(program, "499.990000000000000000001").reasons())
        .containsExactly(ReasonCode.AMBIGUOUS);
  }

  private static PolicyDecision amount(PolicyProgram program, String amount) {
    return program.decide(
        program.translate(
            "claude-code",
            "mcp__stripe__refund",
            Tools.json("{\"charge\": \"ch_1\", \"amount_cents\": 1, \"amount\": " + amount + "}"),
            CONTEXT),
        SESSION,
        budget());
  }

  @Test
  void aSpellingOfNoToolIsDeniedBeforeAnyRule() throws Exception {
    PolicyProgram program = PolicyProgram.load(Policies.of(NOTHING, NOTHING, GRANT));

    PolicyDecision decision =
        program.decide(
            program.translate("claude-code", "rm", Tools.json("{}"), CONTEXT), SESSION, budget());

    assertThat(decision.reasons()).containsExactly(ReasonCode.UNKNOWN_TOOL);
    assertThat(decision.trace()).isEmpty();
  }

  @Test
  void aCallMadeFromAnotherCatalogueIsUnknown() throws Exception {
    PolicyProgram program = PolicyProgram.load(Policies.of(NOTHING, NOTHING, GRANT));
    Call good = refund(program, 1);
    Call foreign =
        new Call(
            good.kind(),
            good.tool(),
            good.server(),
            good.target(),
            good.spelling(),
            "sha256:" + "0".repeat(64),
            good.args(),
            good.capabilities(),
            good.paths(),
            good.hosts(),
            good.command(),
            good.cwd(),
            good.model());

    assertThat(program.decide(foreign, SESSION, budget()).reasons())
        .containsExactly(ReasonCode.UNKNOWN_TOOL);
  }

  @Test
  void countsOfTheSessionAreReadByRules() throws Exception {
    String org = "deny contains \"often\" if input.session.counts.stripe_refund >= 3";
    CompiledPolicy policy = Policies.of(org, NOTHING, GRANT);
    var third =
        new SessionFacts(
            "s-1", SESSION.startedAt(), SESSION.time(), 3, Map.of("stripe_refund", 3L), 3, 0);

    assertThat(decide(policy, SESSION).verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(decide(policy, third).reasons()).containsExactly(ReasonCode.DENIED);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-30T23:59:59Z, ALLOW",
    "2026-12-01T00:00:00Z, DENY",
    "2026-12-01T00:00:01Z, DENY"
  })
  void anExceptionTakesItsRuleOutUntilItEnds(Instant time, Verdict verdict) throws Exception {
    String deny = "deny contains \"m\"";
    SessionFacts session = SessionFacts.fresh("s-1", time);
    for (Effect effect : Effect.values()) {
      PolicyException exception =
          Policies.exception(Policies.ORG, Policies.ruleId(Policies.ORG, deny), effect);
      PolicyDecision decision =
          decide(Policies.of(deny, NOTHING, GRANT, List.of(exception)), session);

      assertThat(decision.verdict()).isEqualTo(verdict);
      boolean isInForce = verdict == Verdict.ALLOW;
      assertThat(decision.exceptionsUsed())
          .isEqualTo(
              isInForce && effect == Effect.EXCEPTION ? List.of("LABEL-EXCEPTION") : List.of());
      assertThat(decision.shadowHits())
          .isEqualTo(isInForce && effect == Effect.SHADOW ? List.of("LABEL-SHADOW") : List.of());
    }
  }

  @Test
  void anExceptionHoldsForItsOwnLevelOnly() throws Exception {
    String deny = "deny contains \"m\"";
    PolicyException exception =
        Policies.exception(Policies.ORG, Policies.ruleId(Policies.ORG, deny), Effect.EXCEPTION);

    assertThat(decide(Policies.of(deny, deny, GRANT, List.of(exception)), SESSION).reasons())
        .containsExactly(ReasonCode.DENIED);
  }

  @Test
  void anExceptionToAnAskAndToAFailureTakesThemOut() throws Exception {
    for (String rule :
        List.of(
            "ask contains {\"tier\": \"user\"}", "deny contains \"m\" if to_number(\"x\") > 1")) {
      PolicyException exception =
          Policies.exception(Policies.ORG, Policies.ruleId(Policies.ORG, rule), Effect.EXCEPTION);
      PolicyDecision decision =
          decide(Policies.of(rule, NOTHING, GRANT, List.of(exception)), SESSION);

      assertThat(decision.verdict()).isEqualTo(Verdict.ALLOW);
      assertThat(decision.exceptionsUsed()).containsExactly("LABEL-EXCEPTION");
    }
  }

  @Test
  void aSpentBudgetHasNoException() throws Exception {
    String deny = endless("deny contains \"m\"");
    String rule = decide(deny, NOTHING, GRANT).rules().getFirst();
    PolicyException exception = Policies.exception(Policies.ORG, rule, Effect.EXCEPTION);

    assertThat(decide(Policies.of(deny, NOTHING, GRANT, List.of(exception)), SESSION).reasons())
        .containsExactly(ReasonCode.RULE_ERROR);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "deny := true",
        "deny if true",
        "default deny := false\n\ndeny if false",
        "deny[\"m\"] := 1 if true",
        "deny.sub contains \"m\" if true",
        "deny[\"a b\"] contains \"m\" if true",
        "deny[1] := \"m\" if true",
        "deny[input.call.tool] contains \"m\" if true",
        "deny.sub[input.call.tool] contains \"m\" if true",
        "allow.sub if true",
        "allow[\"a b\"] if true",
        "deny(x) := x",
        "ask if true",
        "ask := {\"tier\": \"user\"}",
        "allow contains true",
        "allow[\"m\"] := true",
        "allow(x) if x",
        "default allow := true"
      })
  void anExportOfAnotherShapeIsNotLoaded(String rule) {
    CompiledPolicy policy = Policies.of(rule, NOTHING, GRANT);

    assertThatThrownBy(() -> PolicyProgram.load(policy)).isInstanceOf(PolicyLoadException.class);
  }

  @Test
  void aPolicyWhoseRuleIdsAreNotThoseOfItsTextIsNotLoaded() {
    assertThatThrownBy(() -> PolicyProgram.load(Policies.full()))
        .isInstanceOf(PolicyLoadException.class);
  }

  @Test
  void anExceptionToAnAllowIsNotLoaded() {
    PolicyException exception =
        Policies.exception(
            Policies.ORG, Policies.ruleId(Policies.ORG, "allow if false"), Effect.EXCEPTION);
    CompiledPolicy policy = Policies.of("allow if false", NOTHING, GRANT, List.of(exception));

    assertThatThrownBy(() -> PolicyProgram.load(policy))
        .isInstanceOf(PolicyLoadException.class)
        .hasMessageContaining("LABEL-EXCEPTION");
  }

  @Test
  void levelsDoNotSeeEachOther() throws Exception {
    String org = "deny contains \"m\" if data.tappass.projects.finance.flag";

    assertThat(decide(org, "flag := true", GRANT).verdict()).isEqualTo(Verdict.ALLOW);
  }

  @Test
  void levelsShareTheLibraryAndTheData() throws Exception {
    JsonObject data = Tools.json("{\"limits\": {\"cents\": 499.99}}");
    List<PolicyModule> library =
        Policies.modules("tappass.lib.money", "limit := data.limits.cents", data, List.of());
    List<PolicyModule> org =
        Policies.modules(
            Policies.ORG,
            "deny contains \"m\" if input.call.args.amount_cents > data.tappass.lib.money.limit",
            data,
            library);
    Level project = Policies.level(LevelKind.PROJECT, Policies.PROJECT, Optional.empty(), data);
    Level agent = Policies.level(LevelKind.AGENT, Policies.AGENT, Optional.of(GRANT), data);
    CompiledPolicy policy =
        Policies.of(
            library,
            List.of(new Level(LevelKind.ORG, Policies.ORG, org), project, agent),
            data,
            List.of());
    PolicyProgram program =
        PolicyProgram.load(CompiledPolicyJson.read(CompiledPolicyJson.write(policy)));

    assertThat(program.decide(refund(program, 499), SESSION, budget()).verdict())
        .isEqualTo(Verdict.ALLOW);
    assertThat(program.decide(refund(program, 500), SESSION, budget()).reasons())
        .containsExactly(ReasonCode.DENIED);
  }

  @Test
  void whenStaleOnlyTheFloorIsDecided() throws Exception {
    CompiledPolicy policy = Policies.of("deny contains \"m\" if false", NOTHING, GRANT);
    PolicyProgram closed = PolicyProgram.load(policy);
    PolicyProgram floor =
        PolicyProgram.load(Policies.withFloor(policy, new Floor(List.of("stripe_refund"))));
    PolicyProgram other =
        PolicyProgram.load(Policies.withFloor(policy, new Floor(List.of("shell"))));

    assertThat(closed.decideStale(refund(closed, 1), SESSION, budget()).reasons())
        .containsExactly(ReasonCode.STALE);
    assertThat(other.decideStale(refund(other, 1), SESSION, budget()).reasons())
        .containsExactly(ReasonCode.STALE);
    assertThat(floor.decideStale(refund(floor, 1), SESSION, budget()).verdict())
        .isEqualTo(Verdict.ALLOW);
  }

  private static CompiledPolicy of(JsonObject data, Level... levels) {
    return Policies.of(List.of(), List.of(levels), data, List.of());
  }
}
