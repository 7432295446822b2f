package io.tappass.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tappass.audit.AuditRecord;
import io.tappass.audit.RecordBody.Decided;
import io.tappass.audit.RecordSubject;
import io.tappass.audit.RecordTime;
import io.tappass.audit.log.HostLog;
import io.tappass.audit.log.HostLogOptions;
import io.tappass.audit.log.LogStorage;
import io.tappass.policy.BudgetLimits;
import io.tappass.policy.CompiledPolicy;
import io.tappass.policy.value.FilePath;
import io.tappass.trust.Algorithm;
import io.tappass.trust.LocalSigner;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/** An engine over a log in some storage, which tests may close, damage and open again. */
final class EngineRig implements AutoCloseable {
  static final Standing CURRENT = now -> new Standing.Current();
  static final RecordSubject SUBJECT = subject("sb-1");

  final AtomicLong seconds = new AtomicLong(1_800_000_000L);
  final List<String> failures = new ArrayList<>();
  private final AtomicInteger sessions = new AtomicInteger();
  private final LocalSigner signer = LocalSigner.generate(Algorithm.ED25519, new SecureRandom());
  private final LogStorage storage;
  private final UnaryOperator<String> resolveLinks;
  private final HostLogOptions options;
  private final long answerNanosMax;
  HostLog log;
  PolicyEngine engine;
  ClaudeCodeHook hook;

  EngineRig(LogStorage storage) throws Exception {
    this(storage, FilePath::normalise, HostLogOptions.STANDARD, EngineParts.ANSWER_NANOS_MAX);
  }

  EngineRig(
      LogStorage storage,
      UnaryOperator<String> resolveLinks,
      HostLogOptions options,
      long answerNanosMax)
      throws Exception {
    this.storage = storage;
    this.resolveLinks = resolveLinks;
    this.options = options;
    this.answerNanosMax = answerNanosMax;
    this.log = openLog();
    start(List.of("sb-1"));
  }

  private HostLog openLog() throws Exception {
    return HostLog.open(storage, signer, "tappass/acme/laptop-1", SUBJECT, this::now, options);
  }

  /** As after a restart of the process. */
  void reopen(String... sandboxes) throws Exception {
    log.close();
    log = openLog();
    start(List.of(sandboxes));
  }

  private void start(List<String> sandboxes) throws Exception {
    var parts =
        new EngineParts(
            log,
            this::now,
            System::nanoTime,
            resolveLinks,
            EngineParts.REQUEST_BYTES_MAX,
            (event, sandbox, cause) -> failures.add(event + " " + cause),
            answerNanosMax);
    engine =
        PolicyEngine.start(
            parts,
            sandboxes.stream().map(EngineRig::identity).toList(),
            () -> "s-" + sessions.incrementAndGet());
    hook = new ClaudeCodeHook(engine);
  }

  static RecordSubject subject(String sandbox) {
    return new RecordSubject("acme", "finance", "refund_bot", sandbox, "laptop-1");
  }

  static SandboxIdentity identity(String sandbox) {
    return new SandboxIdentity(subject(sandbox), "laptop", "/work", "/home/agent");
  }

  RecordTime now() {
    return new RecordTime(Instant.ofEpochSecond(seconds.get()), 1, "boot-1");
  }

  void install(BudgetLimits budget) throws Exception {
    install(EnginePolicies.policy(budget, List.of()));
  }

  void install(CompiledPolicy policy) throws Exception {
    engine.install("sb-1", InForce.of(policy, 7), CURRENT);
  }

  EngineAnswer refund(long cents) {
    return decide("mcp__stripe__refund", "{\"amount_cents\":" + cents + "}");
  }

  EngineAnswer decide(String spelling, String args) {
    return decide(spelling, args, "");
  }

  EngineAnswer decide(String spelling, String args, String cwd) {
    return engine.decide("sb-1", call("claude-code", spelling, args, cwd, ""));
  }

  static EngineCall call(String target, String spelling, String args, String cwd, String label) {
    return new EngineCall(
        target, spelling, EnginePolicies.json(args), cwd, label, args.getBytes(UTF_8));
  }

  List<AuditRecord> records() throws Exception {
    List<AuditRecord> records = new ArrayList<>();
    log.replay(records::add);
    return records;
  }

  List<Decided> decisions() throws Exception {
    return records().stream()
        .map(AuditRecord::body)
        .filter(Decided.class::isInstance)
        .map(Decided.class::cast)
        .toList();
  }

  @Override
  public void close() {
    log.close();
  }
}
