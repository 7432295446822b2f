package io.tappass.audit;

import io.tappass.audit.AuditException.Code;
import io.tappass.json.CanonicalJson;
import io.tappass.json.JsonException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The maker of the records of one chain: gives each its number, the fingerprint of the one before,
 * and its own. A record counts only once it was {@linkplain #advance taken}; a record that the log
 * refused leaves the chain where it was. Callers that append from several threads hold the chain's
 * monitor from {@link #next} to {@link #advance}, as the host log does.
 */
public final class SessionChain {

  /** The id of the host's own chain. */
  public static final String HOST = "host";

  private final String authority;
  private final String chain;
  private long nextSequence;
  private @Nullable String previous;
  private SessionCounts counts;
  private boolean isClosed;

  private SessionChain(
      String authority,
      String chain,
      long nextSequence,
      @Nullable String previous,
      SessionCounts counts) {
    this.authority = Identifiers.require("origin", authority);
    this.chain = Identifiers.require("chain", chain);
    this.nextSequence = nextSequence;
    this.previous = previous;
    this.counts = counts;
  }

  /**
   * A chain without records.
   *
   * @param authority the origin of the log that will hold it
   * @param chain a session id that was never used before, or {@link #HOST}
   */
  public static SessionChain start(String authority, String chain) {
    return new SessionChain(authority, chain, 0, null, SessionCounts.NONE);
  }

  /** A chain that goes on where a log left it, such as after a restart. */
  public static SessionChain resume(String authority, String chain, ChainLedger.Head head) {
    return new SessionChain(
        authority, chain, head.nextSequence(), head.fingerprint(), head.counts());
  }

  /** The session id, or {@link #HOST}. */
  public String id() {
    return chain;
  }

  /** The origin of the log that holds it. */
  public String authority() {
    return authority;
  }

  /** The counts of the records taken so far. */
  public synchronized SessionCounts counts() {
    return counts;
  }

  /**
   * The next record of this chain. A session.close gets the counts of the session.
   *
   * @throws AuditException TOO_LARGE if it would be longer than {@link RecordLine#BYTES_MAX},
   *     NOT_CANONICAL if a text holds a lone surrogate, SESSION_ENDED after the close
   */
  public synchronized RecordLine next(RecordDraft draft) throws AuditException {
    if (isClosed) {
      throw new AuditException(Code.SESSION_ENDED, "the session " + chain + " is closed");
    }
    Optional<SessionCounts> closing =
        draft.closesSession() ? Optional.of(counts.withOther()) : Optional.empty();
    var position = new ChainPosition(authority, chain, nextSequence, Optional.ofNullable(previous));
    byte[] line;
    try {
      line = CanonicalJson.write(RecordJson.write(draft, position, closing));
    } catch (JsonException e) {
      throw new AuditException(Code.NOT_CANONICAL, e.offset(), String.valueOf(e.getMessage()));
    }
    return new RecordLine.Reader().seal(line);
  }

  /**
   * Moves on to the record after {@code line}.
   *
   * @throws IllegalArgumentException if the line is not the next of this chain
   */
  public synchronized void advance(RecordLine line) {
    if (!line.chain().equals(chain) || line.sequence() != nextSequence) {
      throw new IllegalArgumentException(
          "record " + line.sequence() + " of " + line.chain() + " is not next in " + chain);
    }
    nextSequence++;
    previous = line.fingerprint();
    counts = ChainLedger.count(counts, line);
    isClosed = line.kind() == RecordKind.SESSION_CLOSE;
  }
}
