package io.tappass.audit;

import io.tappass.audit.AuditException.Code;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where each chain of one log stands, and so whether a record may come next (docs/spec/record.md,
 * section 3). The log asks it before storing, recovery and the verifier ask it about what is
 * stored: one rule in three places. Not for use by several threads at once.
 */
public final class ChainLedger {

  /**
   * The end of a chain that goes on.
   *
   * @param nextSequence of the record to come
   * @param fingerprint of the last record
   * @param counts of the records so far
   */
  public record Head(long nextSequence, String fingerprint, SessionCounts counts) {}

  private final String authority;
  private final Map<String, Head> open = new HashMap<>();
  private final Set<String> closed = new HashSet<>();

  /**
   * @param authority the origin of the log
   */
  public ChainLedger(String authority) {
    this.authority = authority;
  }

  /**
   * Takes the next record.
   *
   * @throws AuditException saying why it cannot come next; the ledger is then unchanged
   */
  public void accept(RecordLine line) throws AuditException {
    if (!line.authority().equals(authority)) {
      throw new AuditException(
          Code.WRONG_LOG, "a record of " + line.authority() + " in " + authority);
    }
    String chain = line.chain();
    if (!line.kind().isAllowedIn(chain)) {
      throw new AuditException(
          Code.WRONG_KIND, "a " + line.kind().text() + " in the chain " + chain);
    }
    Head head = open.get(chain);
    SessionCounts before = head == null ? SessionCounts.NONE : head.counts();
    if (head == null) {
      checkFirst(line);
    } else {
      checkNext(line, head);
    }
    SessionCounts counts = count(before, line);
    if (line.kind() == RecordKind.SESSION_CLOSE) {
      checkCounts(line, counts);
      open.remove(chain);
      closed.add(chain);
    } else {
      open.put(chain, new Head(line.sequence() + 1, line.fingerprint(), counts));
    }
  }

  private void checkFirst(RecordLine line) throws AuditException {
    if (closed.contains(line.chain())) {
      throw new AuditException(
          Code.SESSION_ENDED, "the session " + line.chain() + " was closed before");
    }
    if (line.sequence() != 0) {
      throw new AuditException(
          Code.SEQUENCE_BROKEN,
          "the chain " + line.chain() + " starts with number " + line.sequence());
    }
    if (line.previous().isPresent()) {
      throw new AuditException(
          Code.CHAIN_BROKEN, "the first record of " + line.chain() + " names one before it");
    }
    boolean isHost = line.chain().equals(SessionChain.HOST);
    if (!isHost && line.kind() != RecordKind.SESSION_OPEN) {
      throw new AuditException(
          Code.WRONG_KIND, "the session " + line.chain() + " starts with " + line.kind().text());
    }
  }

  private static void checkNext(RecordLine line, Head head) throws AuditException {
    if (line.sequence() != head.nextSequence()) {
      throw new AuditException(
          Code.SEQUENCE_BROKEN,
          "number "
              + line.sequence()
              + " of "
              + line.chain()
              + " where "
              + head.nextSequence()
              + " is next");
    }
    if (line.kind() == RecordKind.SESSION_OPEN) {
      throw new AuditException(Code.WRONG_KIND, "the session " + line.chain() + " opens twice");
    }
    String previous = line.previous().orElse("none");
    if (!previous.equals(head.fingerprint())) {
      throw new AuditException(
          Code.CHAIN_BROKEN,
          "the record before "
              + line.sequence()
              + " of "
              + line.chain()
              + " has the fingerprint "
              + head.fingerprint()
              + " and the record names "
              + previous);
    }
  }

  static SessionCounts count(SessionCounts before, RecordLine line) {
    return switch (line.kind()) {
      case DECISION -> before.withDecision(line.effect().orElseThrow());
      case RESULT -> before.withResult();
      case SESSION_OPEN, SESSION_CLOSE, APPROVAL, STATE, KILL, GAP, RECOVERY -> before.withOther();
    };
  }

  private static void checkCounts(RecordLine line, SessionCounts counted) throws AuditException {
    SessionCounts claimed = line.counts().orElseThrow();
    if (!claimed.equals(counted)) {
      throw new AuditException(
          Code.COUNTS_MISMATCH, "session.close says " + claimed + " and there are " + counted);
    }
  }

  /** The end of that chain, or nothing if it has no record or is closed. */
  public Optional<Head> head(String chain) {
    return Optional.ofNullable(open.get(chain));
  }

  /** The ids of the sessions that were opened and not closed, sorted. */
  public Set<String> openSessions() {
    var sessions = new TreeSet<>(open.keySet());
    sessions.remove(SessionChain.HOST);
    return sessions;
  }

  /** How many sessions were closed. */
  public int closedSessions() {
    return closed.size();
  }
}
