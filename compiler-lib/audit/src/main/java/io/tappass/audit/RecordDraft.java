package io.tappass.audit;

import io.tappass.audit.RecordBody.SessionClosed;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A record before its chain gives it a number: what its maker knows.
 *
 * @param acknowledged markers of coverage gaps and exceptions that an owner has acknowledged and
 *     that touch this record; sorted here
 */
public record RecordDraft(
    RecordSubject subject,
    RecordTime time,
    Optional<PolicyReference> policy,
    Optional<TraceReference> trace,
    List<String> acknowledged,
    RecordBody body) {
  public RecordDraft {
    acknowledged = List.copyOf(new TreeSet<>(acknowledged));
    acknowledged.forEach(marker -> Identifiers.require("acknowledged marker", marker));
    if (acknowledged.size() > RecordBody.LIST_MAX) {
      throw new IllegalArgumentException(acknowledged.size() + " acknowledged markers");
    }
  }

  /** A draft without trace and markers. */
  public static RecordDraft of(
      RecordSubject subject, RecordTime time, PolicyReference policy, RecordBody body) {
    return new RecordDraft(subject, time, Optional.of(policy), Optional.empty(), List.of(), body);
  }

  /** A draft of something that happened outside any policy. */
  public static RecordDraft of(RecordSubject subject, RecordTime time, RecordBody body) {
    return new RecordDraft(subject, time, Optional.empty(), Optional.empty(), List.of(), body);
  }

  boolean closesSession() {
    return body instanceof SessionClosed;
  }
}
