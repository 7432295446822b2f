package io.tappass.control;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is desired, what is applied, and who is enrolled. Every write is conditional, so that every
 * use case is safe to run twice and beside itself.
 */
public interface Registry {

  /**
   * The newest release that the publisher has advanced to.
   *
   * @param number of the release, from 1
   * @param digest of the release document's payload, {@code sha256:...}
   * @param commit that it was compiled from
   * @param sources for each project and agent scope, the commit that its own files were taken from:
   *     the released one, or an older one while the scope is stalled
   */
  record Head(long number, String digest, String commit, Map<String, String> sources) {
    public Head {
      sources = Collections.unmodifiableMap(new TreeMap<>(sources));
    }
  }

  /**
   * One enrolment or revocation envelope, as it was signed; verified again before each use.
   *
   * @param sandbox the sandbox it speaks of
   * @param epoch counts up with every document about that sandbox, from 1
   * @param envelope DSSE bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared; the bytes go to a verifier
  record StoredEnrolment(String sandbox, long epoch, byte[] envelope) {}

  /**
   * What a host last proved to have in force for one sandbox.
   *
   * @param counter goes up with every receipt; ordered by enrolment first, then by the host's own
   *     count
   * @param receipt the DSSE bytes that the host signed
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared; shown and verified only
  record Applied(
      String sandbox,
      long release,
      String policyDigest,
      String state,
      long counter,
      Instant receivedAt,
      byte[] receipt) {}

  /** What became of {@link #recordApplied}. */
  enum AppliedOutcome {
    RECORDED,
    /** The counter was seen before: a replayed receipt. */
    REPLAYED,
    /** The host reports a lower release than it proved before: {@code HostRolledBack}. */
    ROLLED_BACK
  }

  /**
   * The state of one scope of the last compile.
   *
   * @param scope {@code org}, {@code projects.<id>} or {@code projects.<id>.agents.<id>}
   * @param state {@code ok}, {@code stalled} or {@code quarantined}
   * @param reason rendered diagnostics; empty when ok
   */
  record ScopeStatus(String scope, String state, String reason) {}

  /** Appends an enrolment; false if a document with that sandbox and epoch is there already. */
  boolean appendEnrolment(StoredEnrolment enrolment) throws StoreException;

  /** All enrolments and revocations, by sandbox and epoch. */
  List<StoredEnrolment> enrolments() throws StoreException;

  /** The newest release, or nothing before the first. */
  Optional<Head> head() throws StoreException;

  /** Advances the head if it is still {@code expected} (empty: if there is none yet). */
  boolean advanceHead(Optional<Head> expected, Head next) throws StoreException;

  /** Replaces what is known of the last compile of a commit. */
  void recordCompile(String commit, Instant at, List<ScopeStatus> scopes) throws StoreException;

  /** The last compile, or nothing before the first. */
  Optional<CompileStatus> lastCompile() throws StoreException;

  /** The commit of the last compile, when it was, and the state of each scope. */
  record CompileStatus(String commit, Instant at, List<ScopeStatus> scopes) {
    public CompileStatus {
      scopes = List.copyOf(scopes);
    }
  }

  /** Records a receipt unless its counter or its release went down. */
  AppliedOutcome recordApplied(Applied applied) throws StoreException;

  /** The last receipt of every sandbox, by sandbox. */
  List<Applied> applied() throws StoreException;

  /** Remembers a webhook delivery; false if it was seen within its life. */
  boolean firstDelivery(String id, Instant now, Instant expiresAt) throws StoreException;

  /**
   * Stores an enrolment ticket.
   *
   * @param digest of the ticket's secret; the secret itself is never stored
   */
  boolean putTicket(String digest, byte[] ticket, Instant expiresAt) throws StoreException;

  /** The ticket of that digest, unless it was redeemed; redeeming and reading are one step. */
  Optional<byte[]> redeemTicket(String digest, Instant now) throws StoreException;

  /**
   * Raises the serial of the lease if it is still {@code expected} (0 before the first), and
   * remembers which release it names; the lease refresher's own high-water mark.
   */
  boolean advanceLease(long expectedSerial, long nextSerial, long releaseNumber)
      throws StoreException;

  /** The serial of the last lease and the release it named, or nothing before the first. */
  Optional<LeaseMark> leaseMark() throws StoreException;

  /** The lease refresher's high-water mark. */
  record LeaseMark(long serial, long releaseNumber) {}

  /** Adds a kill to those that every lease carries; false if that scope has that epoch already. */
  boolean appendKill(StoredKill kill) throws StoreException;

  /** All kills in force. */
  List<StoredKill> kills() throws StoreException;

  /** One kill: {@code scope} is org, project, agent, sandbox or session. */
  record StoredKill(String scope, String id, long epoch) {}
}
