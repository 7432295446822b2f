package io.tappass.engine;

import io.tappass.audit.AuditException;
import io.tappass.audit.AuditRecord;
import io.tappass.audit.Effect;
import io.tappass.audit.RecordBody;
import io.tappass.audit.RecordDraft;
import io.tappass.audit.RecordTime;
import io.tappass.audit.SessionChain;
import io.tappass.audit.log.AuditUnavailable;
import io.tappass.policy.ReasonCode;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The policy engine of one host: one sandbox, one {@link SandboxEngine}. Sessions survive a
 * restart: counts, budgets and chains are rebuilt from the host log before the first call is
 * answered.
 */
public final class PolicyEngine {
  private final EngineParts parts;
  private final Supplier<String> sessionIds;
  private final Map<String, SandboxEngine> sandboxes = new ConcurrentHashMap<>();

  /** What the log knows of sandboxes that are not, or not yet, configured. */
  private final Map<String, SandboxLedger> rebuilt = new HashMap<>();

  private PolicyEngine(EngineParts parts, Supplier<String> sessionIds) {
    this.parts = parts;
    this.sessionIds = sessionIds;
  }

  /**
   * Starts the engine for these sandboxes.
   *
   * @param sessionIds mints ids that are never used twice
   * @throws AuditUnavailable if a session cannot be opened durably
   */
  public static PolicyEngine start(
      EngineParts parts, List<SandboxIdentity> identities, Supplier<String> sessionIds)
      throws IOException, AuditException, AuditUnavailable {
    var engine = new PolicyEngine(parts, sessionIds);
    // The ledger of every sandbox that the log knows, as its last record left it.
    parts.log().replay(record -> replay(record, engine.rebuilt));
    for (SandboxIdentity identity : identities) {
      engine.add(identity);
    }
    return engine;
  }

  private static void replay(AuditRecord record, Map<String, SandboxLedger> ledgers) {
    String sandbox = record.draft().subject().sandbox();
    if (sandbox.isEmpty()) {
      return;
    }
    var at = record.draft().time().wall();
    switch (record.body()) {
      case RecordBody.SessionOpened opened -> {
        SandboxLedger ledger = ledgers.get(sandbox);
        if (ledger == null) {
          ledgers.put(sandbox, new SandboxLedger(record.session(), at));
        } else if (!ledger.isClosed() && opened.parent().equals(ledger.session())) {
          ledger.continueAs(record.session());
        } else {
          ledger.startSession(record.session(), at);
        }
      }
      case RecordBody.Decided decided -> {
        SandboxLedger ledger = ledgers.get(sandbox);
        if (ledger != null) {
          replay(decided, at.getEpochSecond() * 1_000_000_000L + at.getNano(), ledger);
        }
      }
      case RecordBody.Resulted ignored -> {}
      case RecordBody.Approved ignored -> {}
      case RecordBody.SessionClosed ignored -> {
        SandboxLedger ledger = ledgers.get(sandbox);
        if (ledger != null && ledger.session().equals(record.session())) {
          ledger.close();
        }
      }
      case RecordBody.StateChanged ignored -> {}
      case RecordBody.Killed ignored -> {}
      case RecordBody.GapFound ignored -> {}
      case RecordBody.Recovered ignored -> {}
    }
  }

  private static void replay(RecordBody.Decided decided, long epochNanos, SandboxLedger ledger) {
    if (decided.effect() == Effect.DENY) {
      ledger.deny();
      return;
    }
    ledger.spend(
        decided.call().tool(),
        epochNanos,
        DecisionRecord.isDestructive(decided),
        DecisionRecord.argsDigest(decided));
  }

  /** Adds a sandbox that was enrolled while the engine runs; does nothing if it is there. */
  public synchronized void add(SandboxIdentity identity) throws AuditException, AuditUnavailable {
    String id = identity.sandbox();
    if (sandboxes.containsKey(id)) {
      return;
    }
    SandboxLedger known = rebuilt.get(id);
    Set<String> open = parts.log().openSessions();
    if (known != null && open.contains(known.session())) {
      SessionChain chain = parts.log().chain(known.session());
      sandboxes.put(id, new SandboxEngine(identity, parts, known, chain));
    } else {
      sandboxes.put(id, opened(identity, known));
    }
    rebuilt.remove(id);
  }

  /**
   * A sandbox with a new session. A session that did not end, but whose log did (a new epoch), goes
   * on in it with all its counts: a damaged disk is no way to shed them.
   */
  private SandboxEngine opened(SandboxIdentity identity, @Nullable SandboxLedger known)
      throws AuditException, AuditUnavailable {
    String session = sessionIds.get();
    SessionChain chain = parts.log().chain(session);
    Optional<String> goesOn =
        known == null || known.isClosed() ? Optional.empty() : Optional.of(known.session());
    RecordTime time = parts.clock().now();
    parts
        .log()
        .appendDurably(
            chain,
            RecordDraft.of(
                identity.subject(),
                time,
                new RecordBody.SessionOpened(identity.runtime(), goesOn.orElse(""))));
    SandboxLedger ledger = known == null ? new SandboxLedger(session, time.wall()) : known;
    if (goesOn.isPresent()) {
      ledger.continueAs(session);
    } else {
      ledger.startSession(session, time.wall());
    }
    return new SandboxEngine(identity, parts, ledger, chain);
  }

  /** Puts a policy in force for a sandbox. */
  public void install(String sandbox, InForce inForce, Standing standing) {
    sandbox(sandbox).install(inForce, standing);
  }

  /** Changes only whether the policy at hand may decide. */
  public void stand(String sandbox, Standing standing) {
    sandbox(sandbox).stand(standing);
  }

  /** What is in force, if anything is. */
  public Optional<InForce> inForce(String sandbox) {
    return sandbox(sandbox).inForce();
  }

  /** The session that the sandbox's calls count in. */
  public String session(String sandbox) {
    return sandbox(sandbox).session();
  }

  /** Decides one call of a sandbox; never throws for what a caller did. */
  public EngineAnswer decide(String sandbox, EngineCall call) {
    return sandbox(sandbox).decide(call);
  }

  /** Denies and records something that could not be parsed. */
  public EngineAnswer refuse(String sandbox, byte[] received, ReasonCode reason, String message) {
    return sandbox(sandbox).refuse(received, reason, message);
  }

  /**
   * Ends the sandbox's session and starts another, with new counts. For the host's own launcher: an
   * agent that calls its session something else does not come here.
   */
  public String restartSession(String sandbox) throws AuditException, AuditUnavailable {
    String session = sessionIds.get();
    try {
      sandbox(sandbox).restartSession(session, parts.log().chain(session)).get();
      return session;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuditUnavailable unavailable) {
        throw unavailable;
      }
      throw new IllegalStateException("the log failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted before the new session was durable", e);
    }
  }

  /** The largest request that is read at all, in bytes. */
  public int requestBytesMax() {
    return parts.requestBytesMax();
  }

  private SandboxEngine sandbox(String id) {
    SandboxEngine sandbox = sandboxes.get(id);
    if (sandbox == null) {
      throw new IllegalArgumentException("no such sandbox on this host: " + id);
    }
    return sandbox;
  }
}
