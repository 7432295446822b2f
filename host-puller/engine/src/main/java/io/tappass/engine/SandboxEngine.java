package io.tappass.engine;

import io.tappass.audit.AuditException;
import io.tappass.audit.RecordBody;
import io.tappass.audit.RecordDraft;
import io.tappass.audit.RecordTime;
import io.tappass.audit.SessionChain;
import io.tappass.audit.log.Durable;
import io.tappass.engine.EngineAnswer.RecordPlace;
import io.tappass.engine.PipelineSteps.Objection;
import io.tappass.engine.PipelineSteps.StepFacts;
import io.tappass.json.JsonValue;
import io.tappass.policy.AskTier;
import io.tappass.policy.Identity;
import io.tappass.policy.PolicyDecision;
import io.tappass.policy.ReasonCode;
import io.tappass.policy.Verdict;
import io.tappass.policy.call.Call;
import io.tappass.policy.call.CallContext;
import io.tappass.policy.call.CallRefusal;
import io.tappass.policy.call.Translation;
import io.tappass.policy.value.FilePath;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
    // At least as many as calls were numbered: every record but the first may be a call's.
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
    long since = parts.nanos().getAsLong();
    return await(reserve(call), since);
  }

  /** Denies something that could not even be parsed, and records that. */
  EngineAnswer refuse(byte[] received, ReasonCode reason, String message) {
    long since = parts.nanos().getAsLong();
    var call = new EngineCall("", "unreadable", JsonValue.object().build(), "", "", received);
    Pending pending;
    synchronized (this) {
      Decision decision = Decision.deny("parse", reason, message, "unreadable");
      ledger.deny();
      pending = record(call, decision, parts.clock().now());
    }
    return await(pending, since);
  }

  /** INVARIANT: a decision is durable before it is answered; what is not durable is a deny. */
  private EngineAnswer await(Pending pending, long since) {
    if (pending.durable() == null) {
      return unrecorded(pending, ReasonCode.AUDIT_UNAVAILABLE, "the record cannot be written");
    }
    try {
      long left = parts.answerNanosMax() - (parts.nanos().getAsLong() - since);
      Durable durable = pending.durable().get(Math.max(left, 0), TimeUnit.NANOSECONDS);
      return answer(
          pending, Optional.of(new RecordPlace(durable.record().authority(), durable.index())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return unrecorded(pending, ReasonCode.TIMED_OUT, "interrupted before the record was durable");
    } catch (TimeoutException e) {
      return unrecorded(pending, ReasonCode.TIMED_OUT, "the record was not durable in time");
    } catch (ExecutionException e) {
      return unrecorded(pending, ReasonCode.AUDIT_UNAVAILABLE, "the record did not become durable");
    }
  }

  private synchronized Pending reserve(EngineCall call) {
    // One reading for the decision and its record, so that the decision can be made again.
    RecordTime time = parts.clock().now();
    Decision decision;
    try {
      decision = judge(call, time.wall());
    } catch (RuntimeException | StackOverflowError e) {
      // INVARIANT: whatever goes wrong on the decision path is a deny with a reason code.
      parts.events().failed("decide", identity.sandbox(), e);
      decision =
          Decision.deny(
              "engine",
              ReasonCode.INTERNAL_ERROR,
              "the engine failed",
              DecisionRecord.brief(call.spelling()));
    }
    if (decision.verdict() == Verdict.DENY) {
      ledger.deny();
    } else {
      ledger.spend(
          decision.tool(), nanos(time.wall()), decision.isDestructive(), decision.argsDigest());
    }
    return record(call, decision, time);
  }

  private Decision judge(EngineCall call, Instant now) {
    String spelling = DecisionRecord.brief(call.spelling());
    Standing.Admission admission = standing.admit(now);
    if (admission instanceof Standing.Refused refused) {
      return Decision.deny("state", refused.reason(), refused.message(), spelling);
    }
    InForce current = inForce;
    if (current == null) {
      return Decision.deny(
          "state", ReasonCode.STATE_ABSENT, "no verified policy is in force yet", spelling);
    }
    if (!isOurs(current.policy().identity())) {
      return Decision.deny(
          "state", ReasonCode.STATE_UNTRUSTED, "the policy is of another sandbox", spelling);
    }
    String cwd = call.cwd().isEmpty() ? identity.workspace() : call.cwd();
    if (!FilePath.isNormal(cwd) || cwd.length() > FilePath.CHARS_MAX) {
      return Decision.deny(
          "translate",
          ReasonCode.ARGS_INVALID,
          "cwd is no absolute directory: " + DecisionRecord.brief(cwd),
          spelling);
    }
    Translation translation;
    try {
      if (!resolve(cwd).equals(cwd)) {
        // A search without a path is decided on this text, so it must be where it says it is.
        return Decision.deny(
            "translate",
            ReasonCode.AMBIGUOUS,
            "cwd is reached through a symbolic link: " + DecisionRecord.brief(cwd),
            spelling);
      }
      translation =
          current
              .program()
              .translate(
                  call.target(),
                  call.spelling(),
                  call.args(),
                  new CallContext(cwd, identity.workspace(), identity.home(), this::resolve));
    } catch (Unresolved e) {
      return Decision.deny(
          "translate", ReasonCode.AMBIGUOUS, "a path leads nowhere that is known", spelling);
    }
    return switch (translation) {
      case CallRefusal(CallRefusal.Code code, String tool, String message) ->
          Decision.deny(
              "translate", ReasonCode.of(code), message, tool.isEmpty() ? spelling : tool);
      case Call understood -> judge(understood, current, admission instanceof Standing.Stale, now);
    };
  }

  /** A policy of somebody else, by whatever mistake it came here, decides nothing. */
  private boolean isOurs(Identity policy) {
    return policy.sandbox().equals(identity.subject().sandbox())
        && policy.agent().equals(identity.subject().agent())
        && policy.project().equals(identity.subject().project())
        && policy.org().equals(identity.subject().org());
  }

  /** Where a path of a caller leads cannot be known. */
  private static final class Unresolved extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unresolved(RuntimeException cause) {
      super(cause);
    }
  }

  private String resolve(String path) {
    try {
      return parts.resolveLinks().apply(path);
    } catch (RuntimeException e) {
      throw new Unresolved(e);
    }
  }

  private Decision judge(Call call, InForce current, boolean isStale, Instant now) {
    String argsDigest = CallDigest.of(call, current);
    long epochNanos = nanos(now);
    var facts = ledger.facts(now, epochNanos);
    PolicyDecision levels =
        isStale
            ? current.program().decideStale(call, facts, parts.budget())
            : current.program().decide(call, facts, parts.budget());
    if (levels.verdict() == Verdict.DENY) {
      return Decision.of(levels, call, argsDigest);
    }
    Optional<Objection> objection =
        PipelineSteps.firstObjection(
            call,
            current,
            ledger,
            new StepFacts(epochNanos, identity.workspace(), identity.home(), argsDigest));
    if (objection.isPresent()) {
      return Decision.objected(objection.get(), levels, call, argsDigest);
    }
    if (levels.tier().isPresent() && levels.tier().get() != AskTier.USER) {
      var unsupported =
          new Objection(
              "approval",
              ReasonCode.ASK_TIER_UNSUPPORTED,
              "nobody of tier " + levels.tier().get().wireName() + " can be asked on this path");
      return Decision.objected(unsupported, levels, call, argsDigest);
    }
    return Decision.of(levels, call, argsDigest);
  }

  /** Queues the record. A decision whose record cannot be made is a deny, and recorded as one. */
  private Pending record(EngineCall call, Decision decision, RecordTime time) {
    InForce current = inForce;
    callNumber++;
    String id = "c" + callNumber;
    try {
      RecordDraft draft =
          DecisionRecord.draft(identity.subject(), time, id, call, decision, current);
      return new Pending(decision, current, ledger.session(), parts.log().append(chain, draft));
    } catch (AuditException | RuntimeException e) {
      parts.events().failed("record", identity.sandbox(), e);
    }
    Decision denied =
        Decision.deny(
            "record", ReasonCode.AUDIT_UNAVAILABLE, "the record cannot be made", "unrecordable");
    try {
      RecordDraft least =
          DecisionRecord.leastDraft(identity.subject(), time, id, call, denied, current);
      return new Pending(denied, current, ledger.session(), parts.log().append(chain, least));
    } catch (AuditException | RuntimeException e) {
      return new Pending(denied, current, ledger.session(), null);
    }
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

  /**
   * Ends the session and starts another; only the host may, never an agent. Only queues, because a
   * disk that hangs must not hold the calls that come meanwhile: their records queue behind these.
   * Between an end and a start that is refused every call is denied, and this may be called again.
   *
   * @return when the start is durable
   */
  synchronized CompletableFuture<Durable> restartSession(String newSession, SessionChain newChain)
      throws AuditException {
    try {
      var closed = new RecordBody.SessionClosed("a new session was launched");
      var closing =
          parts
              .log()
              .append(chain, RecordDraft.of(identity.subject(), parts.clock().now(), closed));
      if (closing.isCompletedExceptionally()) {
        return closing;
      }
    } catch (AuditException e) {
      if (e.code() != AuditException.Code.SESSION_ENDED) {
        throw e;
      }
      // It was closed before, and its successor could not be opened then.
    }
    RecordTime time = parts.clock().now();
    var opened = new RecordBody.SessionOpened(identity.runtime(), "");
    var opening = parts.log().append(newChain, RecordDraft.of(identity.subject(), time, opened));
    if (!opening.isCompletedExceptionally()) {
      chain = newChain;
      callNumber = 0;
      ledger.startSession(newSession, time.wall());
    }
    return opening;
  }

  private static long nanos(Instant instant) {
    return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
  }
}
