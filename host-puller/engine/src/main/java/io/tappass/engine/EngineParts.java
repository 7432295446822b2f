package io.tappass.engine;

import io.tappass.audit.RecordClock;
import io.tappass.audit.log.HostLog;
import io.tappass.policy.PolicyProgram;
import io.tappass.rego.Budget;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * What the engine works with.
 *
 * @param log where every decision becomes durable
 * @param clock of records and of sessions
 * @param nanos never goes back; bounds the time of one decision
 * @param resolveLinks an absolute path with its symbolic links resolved, as {@code CallContext}
 * @param requestBytesMax of a request; a larger one is denied unread
 * @param events is told of failures that have no other way out
 * @param answerNanosMax from the call to its answer; a record that takes longer is a deny
 */
public record EngineParts(
    HostLog log,
    RecordClock clock,
    LongSupplier nanos,
    UnaryOperator<String> resolveLinks,
    int requestBytesMax,
    EngineEvents events,
    long answerNanosMax) {

  /** Bytes of a request, {@code docs/spec/call.md}. */
  public static final int REQUEST_BYTES_MAX = 1 << 20;

  /** Two seconds: twice what hook clients wait, after which nobody is there to hear an allow. */
  public static final long ANSWER_NANOS_MAX = 2_000_000_000L;

  /** The same with the usual time for an answer. */
  public EngineParts(
      HostLog log,
      RecordClock clock,
      LongSupplier nanos,
      UnaryOperator<String> resolveLinks,
      int requestBytesMax,
      EngineEvents events) {
    this(log, clock, nanos, resolveLinks, requestBytesMax, events, ANSWER_NANOS_MAX);
  }

  /** A fresh budget for one decision. */
  Budget budget() {
    return PolicyProgram.budget(nanos);
  }
}
