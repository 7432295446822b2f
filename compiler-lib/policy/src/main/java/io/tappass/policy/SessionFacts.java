package io.tappass.policy;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the engine itself knows about the session and the sandbox when a call arrives; Rego reads it
 * as {@code input.session}. Nothing in it comes from the caller.
 *
 * @param id minted by us at launch
 * @param startedAt of the session
 * @param time of the call; exceptions expire by it and decisions replay with it
 * @param toolCalls calls allowed or asked in the session so far
 * @param counts tool id to calls allowed or asked in the session; a tool not in it counts zero
 * @param callsLastMinute calls allowed or asked in the sandbox, in whichever session, in the last
 *     60 seconds
 * @param denials calls denied in the session so far
 */
public record SessionFacts(
    String id,
    Instant startedAt,
    Instant time,
    long toolCalls,
    Map<String, Long> counts,
    long callsLastMinute,
    long denials) {

  public SessionFacts {
    counts = Collections.unmodifiableMap(new TreeMap<>(counts));
  }

  /** A session in which nothing has happened yet. */
  public static SessionFacts fresh(String id, Instant time) {
    return new SessionFacts(id, time, time, 0, Map.of(), 0, 0);
  }
}
