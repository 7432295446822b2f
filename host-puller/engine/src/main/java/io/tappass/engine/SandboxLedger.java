package io.tappass.engine;

import io.tappass.policy.SessionFacts;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a sandbox has done: the counts of its session, and its last minute in whichever session. Not
 * safe for several threads; the sandbox's lock guards it. Rebuilt from the host log after a
 * restart.
 */
final class SandboxLedger {
  private static final long MINUTE_NANOS = 60_000_000_000L;

  /** A call that went ahead, or was asked about. */
  private record Spent(long epochNanos, boolean isDestructive, String callDigest) {}

  private String session;
  private Instant startedAt;
  private boolean isClosed;
  private long toolCalls;
  private long denials;
  private final Map<String, Long> counts = new TreeMap<>();
  private final Deque<Spent> recent = new ArrayDeque<>();

  SandboxLedger(String session, Instant startedAt) {
    this.session = session;
    this.startedAt = startedAt;
  }

  /** Starts another session: its counts are new, the last minute of the sandbox stays. */
  void startSession(String id, Instant at) {
    session = id;
    startedAt = at;
    isClosed = false;
    toolCalls = 0;
    denials = 0;
    counts.clear();
  }

  /** Goes on under another id, where the log could not go on with the old one; sheds nothing. */
  void continueAs(String id) {
    session = id;
  }

  /** The session has ended in the log. */
  void close() {
    isClosed = true;
  }

  boolean isClosed() {
    return isClosed;
  }

  String session() {
    return session;
  }

  /** Counts a call that is allowed or asked about. */
  void spend(String tool, long epochNanos, boolean isDestructive, String callDigest) {
    toolCalls++;
    counts.merge(tool, 1L, Long::sum);
    forgetBefore(epochNanos - MINUTE_NANOS);
    recent.addLast(new Spent(epochNanos, isDestructive, callDigest));
  }

  /** Counts a call that is denied. */
  void deny() {
    denials++;
  }

  long toolCalls() {
    return toolCalls;
  }

  long callsOf(String tool) {
    return counts.getOrDefault(tool, 0L);
  }

  /** Calls in the 60 seconds before {@code epochNanos}; a clock that went back forgets nothing. */
  long callsLastMinute(long epochNanos) {
    forgetBefore(epochNanos - MINUTE_NANOS);
    return recent.size();
  }

  long destructiveLastMinute(long epochNanos) {
    forgetBefore(epochNanos - MINUTE_NANOS);
    return recent.stream().filter(Spent::isDestructive).count();
  }

  boolean wasDestroyedLastMinute(String callDigest, long epochNanos) {
    forgetBefore(epochNanos - MINUTE_NANOS);
    return recent.stream()
        .anyMatch(spent -> spent.isDestructive() && spent.callDigest().equals(callDigest));
  }

  SessionFacts facts(Instant now, long epochNanos) {
    return new SessionFacts(
        session, startedAt, now, toolCalls, counts, callsLastMinute(epochNanos), denials);
  }

  private void forgetBefore(long epochNanos) {
    for (Spent first = recent.peekFirst();
        first != null && first.epochNanos() < epochNanos;
        first = recent.peekFirst()) {
      recent.pollFirst();
    }
  }
}
