package io.tappass.audit;

import io.tappass.audit.RecordBody.CallFacts;
import io.tappass.audit.RecordBody.Decided;
import io.tappass.audit.RecordBody.Outcome;
import io.tappass.audit.RecordBody.Resulted;
import io.tappass.audit.RecordBody.SessionClosed;
import io.tappass.audit.RecordBody.SessionOpened;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Drafts and lines as an engine would make them, the same for the same arguments. */
public final class AuditFixtures {
  public static final String LOG = "tappass/acme/laptop-1";
  public static final String ORIGIN = LOG + "/1";
  public static final RecordSubject SUBJECT =
      new RecordSubject("acme", "support", "helper", "sandbox-7", "laptop-1");
  public static final RecordSubject HOST = RecordSubject.ofHost("acme", "laptop-1");
  public static final PolicyReference POLICY = new PolicyReference("sha256:" + "ab".repeat(32), 7);
  public static final RecordClock CLOCK = () -> time(0);

  private static final List<Effect> EFFECTS = List.of(Effect.values());
  private static final Instant START = Instant.parse("2026-11-24T09:00:00Z");

  private AuditFixtures() {}

  public static RecordTime time(long step) {
    return new RecordTime(START.plusNanos(step * 1_234_000), 1_000_000_007L * (step + 1), "boot-1");
  }

  public static RecordDraft draft(long step, RecordBody body) {
    return RecordDraft.of(SUBJECT, time(step), POLICY, body);
  }

  public static RecordDraft open(long step) {
    return draft(step, new SessionOpened("claude-code", ""));
  }

  public static RecordDraft close(long step) {
    return draft(step, new SessionClosed("the agent ended"));
  }

  public static RecordDraft decision(long step, Effect effect) {
    var call =
        new CallFacts(
            "call-" + step,
            "stripe.refund",
            "tool",
            Digests.of(("call " + step).getBytes(StandardCharsets.UTF_8)),
            RecordBody.shown(Map.of("amount", "12.50", "currency", "EUR")));
    return draft(
        step,
        Decided.beforeCall(
            call,
            effect,
            "tool",
            effect == Effect.DENY ? List.of("denied") : List.of(),
            effect == Effect.DENY ? List.of("r_0123456789abcdef") : List.of()));
  }

  public static RecordDraft result(long step) {
    return draft(step, new Resulted("call-" + (step - 1), "stripe.refund", Outcome.OK, "", 1_000));
  }

  /** A draft of a session that goes on, chosen by {@code random}. */
  public static RecordDraft any(long step, Random random) {
    return random.nextInt(4) == 0
        ? result(step)
        : decision(step, EFFECTS.get(random.nextInt(EFFECTS.size())));
  }

  /** Adds the next record of {@code chain} to {@code lines}. */
  public static RecordLine add(List<RecordLine> lines, SessionChain chain, RecordDraft draft)
      throws AuditException {
    RecordLine line = chain.next(draft);
    chain.advance(line);
    lines.add(line);
    return line;
  }

  /** A closed session of that many records. */
  public static List<RecordLine> session(String id, int records, long seed) throws AuditException {
    var random = new Random(seed);
    List<RecordLine> lines = new ArrayList<>();
    SessionChain chain = SessionChain.start(ORIGIN, id);
    add(lines, chain, open(0));
    for (int step = 1; step < records - 1; step++) {
      add(lines, chain, any(step, random));
    }
    add(lines, chain, close(records - 1));
    return lines;
  }
}
