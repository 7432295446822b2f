package io.tappass.control;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A registry in memory; every method is one atomic step. */
public final class FakeRegistry implements Registry {
  private final TreeMap<String, StoredEnrolment> enrolments = new TreeMap<>();
  private final TreeMap<String, Applied> applied = new TreeMap<>();
  private final Map<String, Instant> deliveries = new HashMap<>();
  private final Map<String, Ticket> tickets = new HashMap<>();
  private final Map<String, StoredKill> kills = new LinkedHashMap<>();
  private @Nullable Head head;
  private @Nullable CompileStatus compile;
  private @Nullable LeaseMark leaseMark;
  private boolean reachable = true;
  private int headsRefused;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Ticket(byte[] bytes, Instant expiresAt) {}

  /** Lets every call fail, or succeed again. */
  public synchronized void reachable(boolean isReachable) {
    reachable = isReachable;
  }

  /** Fails that many next attempts to advance the head, before anything is changed. */
  public synchronized void refuseHeads(int attempts) {
    headsRefused = attempts;
  }

  private void touch() throws StoreException {
    if (!reachable) {
      throw new StoreException(StoreException.Kind.RETRYABLE, "the registry is unreachable");
    }
  }

  @Override
  public synchronized boolean appendEnrolment(StoredEnrolment enrolment) throws StoreException {
    touch();
    String key = enrolment.sandbox() + "/" + "%019d".formatted(enrolment.epoch());
    return enrolments.putIfAbsent(key, enrolment) == null;
  }

  @Override
  public synchronized List<StoredEnrolment> enrolments() throws StoreException {
    touch();
    return List.copyOf(enrolments.values());
  }

  @Override
  public synchronized Optional<Head> head() throws StoreException {
    touch();
    return Optional.ofNullable(head);
  }

  @Override
  public synchronized boolean advanceHead(Optional<Head> expected, Head next)
      throws StoreException {
    touch();
    if (headsRefused > 0) {
      headsRefused--;
      throw new StoreException(StoreException.Kind.RETRYABLE, "the registry took no head");
    }
    if (!Optional.ofNullable(head).equals(expected)) {
      return false;
    }
    head = next;
    return true;
  }

  @Override
  public synchronized void recordCompile(String commit, Instant at, List<ScopeStatus> scopes)
      throws StoreException {
    touch();
    compile = new CompileStatus(commit, at, scopes);
  }

  @Override
  public synchronized Optional<CompileStatus> lastCompile() throws StoreException {
    touch();
    return Optional.ofNullable(compile);
  }

  @Override
  public synchronized AppliedOutcome recordApplied(Applied next) throws StoreException {
    touch();
    Applied before = applied.get(next.sandbox());
    if (before != null && next.counter() <= before.counter()) {
      return AppliedOutcome.REPLAYED;
    }
    if (before != null && next.release() < before.release()) {
      return AppliedOutcome.ROLLED_BACK;
    }
    applied.put(next.sandbox(), next);
    return AppliedOutcome.RECORDED;
  }

  @Override
  public synchronized List<Applied> applied() throws StoreException {
    touch();
    return List.copyOf(applied.values());
  }

  @Override
  public synchronized boolean firstDelivery(String id, Instant now, Instant expiresAt)
      throws StoreException {
    touch();
    Instant remembered = deliveries.get(id);
    if (remembered != null && remembered.isAfter(now)) {
      return false;
    }
    deliveries.put(id, expiresAt);
    return true;
  }

  @Override
  public synchronized boolean putTicket(String digest, byte[] ticket, Instant expiresAt)
      throws StoreException {
    touch();
    return tickets.putIfAbsent(digest, new Ticket(ticket.clone(), expiresAt)) == null;
  }

  @Override
  public synchronized Optional<byte[]> redeemTicket(String digest, Instant now)
      throws StoreException {
    touch();
    Ticket ticket = tickets.remove(digest);
    return ticket == null || ticket.expiresAt().isBefore(now)
        ? Optional.empty()
        : Optional.of(ticket.bytes());
  }

  @Override
  public synchronized boolean advanceLease(long expectedSerial, long nextSerial, long releaseNumber)
      throws StoreException {
    touch();
    long serial = leaseMark == null ? 0 : leaseMark.serial();
    if (serial != expectedSerial) {
      return false;
    }
    leaseMark = new LeaseMark(nextSerial, releaseNumber);
    return true;
  }

  @Override
  public synchronized Optional<LeaseMark> leaseMark() throws StoreException {
    touch();
    return Optional.ofNullable(leaseMark);
  }

  @Override
  public synchronized boolean appendKill(StoredKill kill) throws StoreException {
    touch();
    String key = kill.scope() + "/" + kill.id() + "/" + kill.epoch();
    return kills.putIfAbsent(key, kill) == null;
  }

  @Override
  public synchronized List<StoredKill> kills() throws StoreException {
    touch();
    return new ArrayList<>(kills.values());
  }
}
