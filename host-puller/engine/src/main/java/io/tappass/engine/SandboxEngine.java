package io.tappass.engine;

import io.tappass.audit.AuditException;
import io.tappass.audit.Effect;
import io.tappass.audit.PolicyReference;
import io.tappass.audit.RecordBody;
import io.tappass.audit.RecordBody.CallFacts;
import io.tappass.audit.RecordBody.Decided;
import io.tappass.audit.RecordDraft;
import io.tappass.audit.RecordTime;
import io.tappass.audit.SessionChain;
import io.tappass.audit.log.AuditUnavailable;
import io.tappass.audit.log.Durable;
import io.tappass.engine.EngineAnswer.RecordPlace;
import io.tappass.engine.PipelineSteps.Objection;
import io.tappass.engine.PipelineSteps.StepFacts;
import io.tappass.json.JsonText;
import io.tappass.json.JsonValue;
import io.tappass.policy.AskTier;
import io.tappass.policy.PolicyDecision;
import io.tappass.policy.ReasonCode;
import io.tappass.policy.Verdict;
import io.tappass.policy.call.Call;
import io.tappass.policy.call.CallContext;
import io.tappass.policy.call.CallRefusal;
import io.tappass.policy.call.Translation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Decides the calls of one sandbox. Its lock covers evaluation, reservation and queueing of the
 * record, so that no two calls spend the same budget; waiting for the disk is outside of it.
 */
final class SandboxEngine {
  private final SandboxIdentity identity;
  private final EngineParts parts;
  private final SandboxLedger ledger;
  private SessionChain chain;
  private @Nullable InForce inForce;
  private Standing standing;
  private long callNumber;

  SandboxEngine(
      SandboxIdentity identity, EngineParts parts, SandboxLedger ledger, SessionChain chain) {
    this.identity = identity;
    this.parts = parts;
    this.ledger = ledger;
    this.chain = chain;
    this.callNumber = chain.counts().records();
    this.standing =
        now -> new Standing.Refused(ReasonCode.STATE_ABSENT, "no verified policy is in force yet");
  }

  /** Puts a policy in force; from the next call on it decides. */
  synchronized void install(InForce next, Standing nextStanding) {
    inForce = next;
    standing = nextStanding;
  }

  /** Changes only whether the policy at hand may decide. */
  synchronized void stand(Standing next) {
    standing = next;
  }

  synchronized Optional<InForce> inForce() {
    return Optional.ofNullable(inForce);
  }

  synchronized String session() {
    return ledger.session();
  }

  /** What was decided, before it is durable. */
  private record Decision(
      Verdict verdict,
      Optional<AskTier> tier,
      String step,
      List<ReasonCode> reasons,
      List<String> rules,
      List<String> messages,
      List<String> exceptions,
      List<String> shadows,
      String tool,
      String kind,
      String argsDigest,
      boolean isDestructive) {

    static Decision deny(String step, ReasonCode reason, String message, String tool) {
      return new Decision(
          Verdict.DENY,
          Optional.empty(),
          step,
          List.of(reason),
          List.of(),
          List.of(message),
          List.of(),
          List.of(),
          tool,
          "tool",
          "",
          false);
    }
  }

  /** A decision whose record is on its way to the disk. */
  private record Pending(
      Decision decision,
      @Nullable InForce inForce,
      String session,
      @Nullable CompletableFuture<Durable> durable) {}

  /**
   * Decides one call: state, translation, levels, steps, tier, reservation, record. Never throws,
   * and answers only after the record is durable.
   */
  EngineAnswer decide(EngineCall call) {
    Pending pending = reserve(call);
    return await(pending);
  }

  /** Denies something that could not even be parsed, and records that. */
  EngineAnswer refuse(byte[] received, ReasonCode reason, String message) {
    var call = new EngineCall("", "unreadable", JsonValue.object().build(), "", "", received);
    Pending pending;
    synchronized (this) {
      Decision decision = Decision.deny("parse", reason, message, "unreadable");
      ledger.deny();
      pending = new Pending(decision, inForce, ledger.session(), record(call, decision));
    }
    return await(pending);
  }

  /** INVARIANT: a decision is durable before it is answered; what is not durable is a deny. */
  private static EngineAnswer await(Pending pending) {
    if (pending.durable() == null) {
      return unrecorded(pending, ReasonCode.AUDIT_UNAVAILABLE, "the record cannot be written");
    }
    try {
      Durable durable = pending.durable().get();
      return answer(
          pending, Optional.of(new RecordPlace(durable.record().authority(), durable.index())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return unrecorded(pending, ReasonCode.TIMED_OUT, "interrupted before the record was durable");
    } catch (ExecutionException e) {
      return unrecorded(pending, ReasonCode.AUDIT_UNAVAILABLE, "the record did not become durable");
    }
  }

  private synchronized Pending reserve(EngineCall call) {
    Instant now = parts.clock().now().wall();
    Decision decision;
    try {
      decision = judge(call, now);
    } catch (RuntimeException | StackOverflowError e) {
      // INVARIANT: whatever goes wrong on the decision path is a deny with a reason code.
      parts.events().failed("decide", identity.sandbox(), e);
      decision =
          Decision.deny(
              "engine", ReasonCode.INTERNAL_ERROR, "the engine failed", brief(call.spelling()));
    }
    if (decision.verdict() == Verdict.DENY) {
      ledger.deny();
    } else {
      ledger.spend(decision.tool(), nanos(now), decision.isDestructive(), decision.argsDigest());
    }
    return new Pending(decision, inForce, ledger.session(), record(call, decision));
  }

  private Decision judge(EngineCall call, Instant now) {
    String spelling = brief(call.spelling());
    Standing.Admission admission = standing.admit(now);
    if (admission instanceof Standing.Refused refused) {
      return Decision.deny("state", refused.reason(), refused.message(), spelling);
    }
    InForce current = inForce;
    if (current == null) {
      return Decision.deny(
          "state", ReasonCode.STATE_ABSENT, "no verified policy is in force yet", spelling);
    }
    String cwd = call.cwd().isEmpty() ? identity.workspace() : call.cwd();
    if (!cwd.startsWith("/")) {
      return Decision.deny(
          "translate", ReasonCode.ARGS_INVALID, "cwd is not absolute: " + brief(cwd), spelling);
    }
    Translation translation =
        current
            .program()
            .translate(
                call.target(),
                call.spelling(),
                call.args(),
                new CallContext(cwd, identity.workspace(), identity.home(), parts.resolveLinks()));
    return switch (translation) {
      case CallRefusal(CallRefusal.Code code, String tool, String message) ->
          Decision.deny(
              "translate", ReasonCode.of(code), message, tool.isEmpty() ? spelling : tool);
      case Call understood -> judge(understood, current, admission instanceof Standing.Stale, now);
    };
  }

  private Decision judge(Call call, InForce current, boolean isStale, Instant now) {
    String argsDigest =
        Sha256.of(
            (call.tool() + "\n" + JsonText.compact(call.args())).getBytes(StandardCharsets.UTF_8));
    boolean isDestructive = call.capabilities().contains(LoopGuardStep.DESTRUCTIVE);
    long epochNanos = nanos(now);
    var facts = ledger.facts(now, epochNanos);
    PolicyDecision levels =
        isStale
            ? current.program().decideStale(call, facts, parts.budget())
            : current.program().decide(call, facts, parts.budget());
    if (levels.verdict() == Verdict.DENY) {
      return of(levels, Verdict.DENY, Optional.empty(), "levels", call, argsDigest, isDestructive);
    }
    Optional<Objection> objection =
        PipelineSteps.firstObjection(
            call,
            current,
            ledger,
            new StepFacts(epochNanos, identity.workspace(), identity.home(), argsDigest));
    if (objection.isPresent()) {
      return objected(objection.get(), levels, call, argsDigest, isDestructive);
    }
    if (levels.tier().isPresent() && levels.tier().get() != AskTier.USER) {
      return objected(
          new Objection(
              "approval",
              ReasonCode.ASK_TIER_UNSUPPORTED,
              "nobody of tier " + levels.tier().get().wireName() + " can be asked on this path"),
          levels,
          call,
          argsDigest,
          isDestructive);
    }
    return of(levels, levels.verdict(), levels.tier(), "levels", call, argsDigest, isDestructive);
  }

  private static Decision of(
      PolicyDecision levels,
      Verdict verdict,
      Optional<AskTier> tier,
      String step,
      Call call,
      String argsDigest,
      boolean isDestructive) {
    return new Decision(
        verdict,
        tier,
        step,
        levels.reasons(),
        levels.rules(),
        levels.messages(),
        levels.exceptionsUsed(),
        levels.shadowHits(),
        call.tool(),
        call.kind().wireName(),
        argsDigest,
        isDestructive);
  }

  private static Decision objected(
      Objection objection,
      PolicyDecision levels,
      Call call,
      String argsDigest,
      boolean isDestructive) {
    return new Decision(
        Verdict.DENY,
        Optional.empty(),
        objection.step(),
        List.of(objection.reason()),
        levels.rules(),
        List.of(objection.message()),
        levels.exceptionsUsed(),
        levels.shadowHits(),
        call.tool(),
        call.kind().wireName(),
        argsDigest,
        isDestructive);
  }

  /** Queues the record; nothing where it cannot be made or taken. */
  private @Nullable CompletableFuture<Durable> record(EngineCall call, Decision decision) {
    try {
      return parts.log().append(chain, draft(call, decision));
    } catch (AuditException | IllegalArgumentException e) {
      parts.events().failed("record", identity.sandbox(), e);
      return null;
    }
  }

  private RecordDraft draft(EngineCall call, Decision decision) {
    RecordTime time = parts.clock().now();
    var shown = new TreeMap<String, String>();
    shown.put("target", brief(call.target()));
    if (!decision.argsDigest().isEmpty()) {
      shown.put("args_digest", decision.argsDigest());
    }
    if (decision.isDestructive()) {
      shown.put("destructive", "true");
    }
    if (!call.label().isEmpty()) {
      shown.put("label", brief(call.label()));
    }
    for (String shadow : decision.shadows()) {
      if (shown.size() < RecordBody.SHOWN_MAX) {
        shown.put("shadow." + shadow, "would have counted");
      }
    }
    callNumber++;
    var facts =
        new CallFacts(
            "c" + callNumber, decision.tool(), decision.kind(), Sha256.of(call.bytes()), shown);
    var body =
        new Decided(
            facts,
            effect(decision.verdict()),
            "before",
            decision.step(),
            decision.reasons().stream().map(ReasonCode::wireName).toList(),
            atMost(decision.rules()),
            atMost(decision.exceptions()));
    InForce current = inForce;
    return current == null
        ? RecordDraft.of(identity.subject(), time, body)
        : RecordDraft.of(
            identity.subject(),
            time,
            new PolicyReference(current.digest(), current.release()),
            body);
  }

  private static Effect effect(Verdict verdict) {
    return switch (verdict) {
      case ALLOW -> Effect.ALLOW;
      case ASK -> Effect.ASK;
      case DENY -> Effect.DENY;
    };
  }

  /** A record holds a bounded list; what does not fit is counted in its last entry. */
  private static List<String> atMost(List<String> entries) {
    if (entries.size() <= RecordBody.LIST_MAX) {
      return entries;
    }
    List<String> cut = new ArrayList<>(entries.subList(0, RecordBody.LIST_MAX - 1));
    cut.add("and-" + (entries.size() - cut.size()) + "-more");
    return cut;
  }

  private static EngineAnswer answer(Pending pending, Optional<RecordPlace> place) {
    Decision decision = pending.decision();
    InForce current = pending.inForce();
    return new EngineAnswer(
        decision.verdict(),
        decision.tier(),
        decision.reasons(),
        decision.rules(),
        decision.messages(),
        decision.exceptions(),
        decision.shadows(),
        decision.tool(),
        current == null ? "" : current.digest(),
        current == null ? 0 : current.release(),
        pending.session(),
        place);
  }

  private static EngineAnswer unrecorded(Pending pending, ReasonCode reason, String message) {
    InForce current = pending.inForce();
    return new EngineAnswer(
        Verdict.DENY,
        Optional.empty(),
        List.of(reason),
        List.of(),
        List.of(message),
        List.of(),
        List.of(),
        pending.decision().tool(),
        current == null ? "" : current.digest(),
        current == null ? 0 : current.release(),
        pending.session(),
        Optional.empty());
  }

  /** Ends the session and starts another; only the host may, never an agent. */
  synchronized String restartSession(String newSession, SessionChain newChain)
      throws AuditException, AuditUnavailable {
    parts
        .log()
        .appendDurably(
            chain,
            RecordDraft.of(
                identity.subject(),
                parts.clock().now(),
                new RecordBody.SessionClosed("a new session was launched")));
    RecordTime time = parts.clock().now();
    parts
        .log()
        .appendDurably(
            newChain,
            RecordDraft.of(
                identity.subject(), time, new RecordBody.SessionOpened(identity.runtime(), "")));
    chain = newChain;
    callNumber = 0;
    ledger.startSession(newSession, time.wall());
    return newSession;
  }

  private static String brief(String text) {
    return text.length() <= 200 ? text : text.substring(0, 200) + "...";
  }

  private static long nanos(Instant instant) {
    return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
  }
}
