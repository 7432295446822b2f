package io.tappass.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.audit.AuditRecord;
import io.tappass.audit.Effect;
import io.tappass.audit.RecordBody.Decided;
import io.tappass.audit.RecordSubject;
import io.tappass.audit.RecordTime;
import io.tappass.audit.log.HostLog;
import io.tappass.policy.BudgetLimits;
import io.tappass.policy.PipelineStep;
import io.tappass.policy.ReasonCode;
import io.tappass.policy.StepAction;
import io.tappass.policy.Verdict;
import io.tappass.trust.Algorithm;
import io.tappass.trust.LocalSigner;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PolicyEngineTest {
  private static final Standing CURRENT = now -> new Standing.Current();
  private static final RecordSubject SUBJECT =
      new RecordSubject("acme", "finance", "refund_bot", "sb-1", "laptop-1");

  @TempDir private Path folder;
  private final LocalSigner signer = LocalSigner.generate(Algorithm.ED25519, new SecureRandom());
  private final AtomicLong seconds = new AtomicLong(1_800_000_000L);
  private final AtomicInteger sessions = new AtomicInteger();
  private final List<String> failures = new ArrayList<>();
  private HostLog log;
  private PolicyEngine engine;
  private ClaudeCodeHook hook;

  @BeforeEach
  void start() throws Exception {
    open();
    install(BudgetLimits.defaults(), List.of());
  }

  @AfterEach
  void stop() {
    log.close();
    assertThat(failures).isEmpty();
  }

  private void open() throws Exception {
    log = HostLog.open(folder, signer, "tappass/acme/laptop-1", SUBJECT, this::now);
    var parts =
        new EngineParts(
            log,
            this::now,
            System::nanoTime,
            UnaryOperator.identity(),
            EngineParts.REQUEST_BYTES_MAX,
            (event, sandbox, cause) -> failures.add(event + " " + cause));
    engine =
        PolicyEngine.start(
            parts,
            List.of(new SandboxIdentity(SUBJECT, "laptop", "/work", "/home/agent")),
            () -> "s-" + sessions.incrementAndGet());
    hook = new ClaudeCodeHook(engine);
  }

  private RecordTime now() {
    return new RecordTime(Instant.ofEpochSecond(seconds.get()), 1, "boot-1");
  }

  private void install(BudgetLimits budget, List<PipelineStep> steps) throws Exception {
    engine.install("sb-1", InForce.of(EnginePolicies.policy(budget, steps), 7), CURRENT);
  }

  private EngineAnswer refund(long cents) {
    return decide("mcp__stripe__refund", "{\"amount_cents\":" + cents + "}");
  }

  private EngineAnswer decide(String spelling, String args) {
    return engine.decide(
        "sb-1",
        new EngineCall(
            "claude-code", spelling, EnginePolicies.json(args), "", "", args.getBytes(UTF_8)));
  }

  private void assertDenied(EngineAnswer answer, ReasonCode reason) {
    assertThat(answer.verdict()).isEqualTo(Verdict.DENY);
    assertThat(answer.reasons()).contains(reason);
  }

  @Test
  void anAllowedAnAskedAndADeniedCallAreAnsweredAndRecorded() throws Exception {
    assertThat(refund(500).verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(refund(20_000).verdict()).isEqualTo(Verdict.ASK);
    EngineAnswer denied = refund(50_001);
    assertDenied(denied, ReasonCode.DENIED);
    assertThat(denied.messages()).contains("no refunds over 500");
    List<AuditRecord> records = records();
    assertThat(records).hasSize(4);
    assertThat(records.getLast().body())
        .isInstanceOfSatisfying(
            Decided.class,
            decided -> {
              assertThat(decided.effect()).isEqualTo(Effect.DENY);
              assertThat(decided.reasons()).containsExactly("denied");
              assertThat(decided.rules()).hasSize(1);
            });
    assertThat(records.getLast().draft().policy())
        .hasValueSatisfying(policy -> assertThat(policy.release()).isEqualTo(7));
  }

  private List<AuditRecord> records() throws Exception {
    List<AuditRecord> records = new ArrayList<>();
    log.replay(records::add);
    return records;
  }

  @Test
  void anUnknownToolAndBadArgumentsAreDeniedBeforeAnyRule() {
    assertDenied(decide("mcp__stripe__payout", "{}"), ReasonCode.UNKNOWN_TOOL);
    assertDenied(decide("MCP__stripe__refund", "{}"), ReasonCode.UNKNOWN_TOOL);
    for (String args :
        List.of(
            "{}",
            "{\"amount_cents\":null}",
            "{\"amount_cents\":\"900.00\"}",
            "{\"amount_cents\":499.99}",
            "{\"amount_cents\":1,\"amount\":1}")) {
      assertDenied(decide("mcp__stripe__refund", args), ReasonCode.ARGS_INVALID);
    }
  }

  @Test
  void withoutAPolicyEverythingIsDenied() throws Exception {
    var other =
        new SandboxIdentity(
            new RecordSubject("acme", "finance", "refund_bot", "sb-2", "laptop-1"),
            "laptop",
            "/work",
            "/home/agent");
    engine.add(other);
    var call =
        new EngineCall(
            "claude-code",
            "mcp__stripe__refund",
            EnginePolicies.json("{\"amount_cents\":1}"),
            "",
            "",
            new byte[0]);
    assertDenied(engine.decide("sb-2", call), ReasonCode.STATE_ABSENT);
  }

  @Test
  void theStandingIsAskedAnewForEveryCall() {
    engine.stand(
        "sb-1",
        now ->
            now.isAfter(Instant.ofEpochSecond(1_800_000_010L))
                ? new Standing.Stale()
                : new Standing.Current());
    assertThat(refund(1).verdict()).isEqualTo(Verdict.ALLOW);
    seconds.addAndGet(11);
    assertDenied(refund(1), ReasonCode.STALE);
    engine.stand("sb-1", now -> new Standing.Refused(ReasonCode.KILLED, "killed"));
    assertDenied(refund(1), ReasonCode.KILLED);
  }

  @Test
  void tiersThatNobodyCanAnswerHereAreDenied() {
    assertDenied(decide("mcp__db__wipe", "{}"), ReasonCode.ASK_TIER_UNSUPPORTED);
  }

  @Test
  void aStepThatTheEngineDoesNotHaveDeniesEverything() throws Exception {
    install(BudgetLimits.defaults(), List.of(new PipelineStep("detect_pii", StepAction.REDACT)));
    assertDenied(refund(1), ReasonCode.STEP_UNSUPPORTED);
  }

  @Test
  void callsAreHeldToTheClosedLists() {
    assertThat(decide("Read", "{\"file_path\":\"/work/a.txt\"}").verdict())
        .isEqualTo(Verdict.ALLOW);
    assertDenied(decide("Read", "{\"file_path\":\"/work/.env\"}"), ReasonCode.CEILING);
    assertDenied(decide("Read", "{\"file_path\":\"/etc/passwd\"}"), ReasonCode.CEILING);
    assertThat(decide("Read", "{\"file_path\":\"../etc/passwd\"}").verdict())
        .isEqualTo(Verdict.DENY);
    assertThat(decide("WebFetch", "{\"url\":\"https://docs.acme.example/x\"}").verdict())
        .isEqualTo(Verdict.ALLOW);
    assertDenied(decide("WebFetch", "{\"url\":\"https://acme.example/\"}"), ReasonCode.CEILING);
    assertDenied(
        decide("WebFetch", "{\"url\":\"https://secret.acme.example/\"}"), ReasonCode.CEILING);
  }

  @Test
  void theRateOfTheSandboxIsHeldAndComesBack() throws Exception {
    install(new BudgetLimits(2, 100, Map.of()), List.of());
    assertThat(refund(1).verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(refund(1).verdict()).isEqualTo(Verdict.ALLOW);
    assertDenied(refund(1), ReasonCode.BUDGET_EXHAUSTED);
    seconds.addAndGet(61);
    assertThat(refund(1).verdict()).isEqualTo(Verdict.ALLOW);
  }

  @Test
  void anotherLabelForTheSessionShedsNoCounts() throws Exception {
    install(new BudgetLimits(100, 2, Map.of()), List.of());
    for (String label : List.of("one", "two")) {
      assertThat(answer(label)).contains("\"permissionDecision\":\"allow\"");
    }
    assertThat(answer("three"))
        .contains("\"permissionDecision\":\"deny\"")
        .contains("budget_exhausted");
  }

  private String answer(String label) {
    String request =
        "{\"hook_event_name\":\"PreToolUse\",\"session_id\":\""
            + label
            + "\",\"cwd\":\"/work\",\"tool_name\":\"mcp__stripe__refund\","
            + "\"tool_input\":{\"amount_cents\":1},\"tool_use_id\":\"t\"}";
    return new String(hook.answer("sb-1", request.getBytes(UTF_8)), UTF_8);
  }

  @Test
  void aToolIsHeldToItsOwnCount() throws Exception {
    install(new BudgetLimits(100, 100, Map.of("stripe_refund", 1L)), List.of());
    assertThat(refund(1).verdict()).isEqualTo(Verdict.ALLOW);
    assertDenied(refund(1), ReasonCode.BUDGET_EXHAUSTED);
    assertThat(decide("Read", "{\"file_path\":\"/work/a\"}").verdict()).isEqualTo(Verdict.ALLOW);
  }

  @Test
  void destructionInALoopIsStopped() {
    assertThat(drop("a").verdict()).isEqualTo(Verdict.ALLOW);
    assertDenied(drop("a"), ReasonCode.LOOP_GUARD);
    assertThat(drop("b").verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(drop("c").verdict()).isEqualTo(Verdict.ALLOW);
    assertDenied(drop("d"), ReasonCode.LOOP_GUARD);
    seconds.addAndGet(61);
    assertThat(drop("d").verdict()).isEqualTo(Verdict.ALLOW);
  }

  private EngineAnswer drop(String table) {
    return decide("mcp__db__drop", "{\"table\":\"" + table + "\"}");
  }

  @Test
  void countsSurviveARestart() throws Exception {
    install(new BudgetLimits(3, 100, Map.of()), List.of());
    refund(1);
    drop("a");
    String session = engine.session("sb-1");
    log.close();
    open();
    install(new BudgetLimits(3, 100, Map.of()), List.of());
    assertThat(engine.session("sb-1")).isEqualTo(session);
    assertDenied(drop("a"), ReasonCode.LOOP_GUARD);
    assertThat(refund(1).verdict()).isEqualTo(Verdict.ALLOW);
    assertDenied(refund(1), ReasonCode.BUDGET_EXHAUSTED);
  }

  @Test
  void aSessionThatTheHostRestartsHasNewCountsButTheSameMinute() throws Exception {
    install(new BudgetLimits(3, 2, Map.of()), List.of());
    refund(1);
    refund(1);
    assertDenied(refund(1), ReasonCode.BUDGET_EXHAUSTED);
    engine.restartSession("sb-1");
    assertThat(refund(1).verdict()).isEqualTo(Verdict.ALLOW);
    assertDenied(refund(1), ReasonCode.BUDGET_EXHAUSTED);
  }

  @Test
  void manyCallsAtOnceSpendABudgetExactly() throws Exception {
    install(new BudgetLimits(100, 10, Map.of()), List.of());
    List<Callable<Verdict>> calls = new ArrayList<>();
    for (int index = 0; index < 64; index++) {
      calls.add(() -> refund(1).verdict());
    }
    int allowed = 0;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Verdict> verdict : threads.invokeAll(calls)) {
        allowed += verdict.get() == Verdict.ALLOW ? 1 : 0;
      }
    }
    assertThat(allowed).isEqualTo(10);
    assertThat(records()).hasSize(65);
  }

  @Test
  void aDeadLogDeniesEverything() {
    log.close();
    EngineAnswer answer = refund(1);
    assertDenied(answer, ReasonCode.AUDIT_UNAVAILABLE);
    assertThat(answer.record()).isEmpty();
  }

  @Test
  void whatCannotBeReadInOneWayIsDenied() {
    Map<String, String> denied =
        Map.of(
            "",
            "ambiguous",
            "nonsense",
            "ambiguous",
            "{}",
            "args_invalid",
            "{\"hook_event_name\":\"PreToolUse\",\"tool_name\":\"Read\",\"tool_name\":\"x\"}",
            "ambiguous",
            "{\"hook_event_name\":\"PostToolUse\",\"tool_name\":\"Read\",\"tool_input\":{}}",
            "args_invalid",
            "{\"hook_event_name\":\"PreToolUse\",\"tool_name\":\"Read\",\"tool_input\":[]}",
            "args_invalid",
            "{\"hook_event_name\":\"PreToolUse\"} trailing",
            "ambiguous");
    denied.forEach((request, reason) ->
        assertThat(new String(hook.answer("sb-1", request.getBytes(UTF_8)), UTF_8))
            .startsWith(ClaudeCodeHook.ANSWER_PREFIX + "deny")
            .contains("(" + reason + ")")
            .endsWith("\"}}\n"));
    assertThat(new String(hook.answer("sb-1", new byte[(1 << 20) + 1]), UTF_8))
        .contains("request_too_large");
  }
}
