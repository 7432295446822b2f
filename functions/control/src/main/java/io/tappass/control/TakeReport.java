package io.tappass.control;

import io.tappass.control.Registry.Applied;
import io.tappass.json.JsonException;
import io.tappass.json.JsonShapeException;
import io.tappass.trust.DocumentLimits;
import io.tappass.trust.Dsse;
import io.tappass.trust.Enrolment;
import io.tappass.trust.Envelope;
import io.tappass.trust.PayloadTypes;
import io.tappass.trust.Receipt;
import io.tappass.trust.Refusal;
import io.tappass.trust.Root;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Takes a host's receipt: what it proved to have in force. Believed only under the key that the
 * host was enrolled with; never enters a compile.
 */
public final class TakeReport {

  /** What is answered to the host. */
  public enum Answer {
    TAKEN,
    /** The counter was seen before. */
    REPLAYED,
    /** The host is below a release that it proved before. */
    HOST_ROLLED_BACK,
    /** Not a receipt, not of an enrolled sandbox, or not signed by its host. */
    REFUSED,
    /** The registry did not answer: send it again. */
    RETRY
  }

  /** An answer with its reason. */
  public record Result(Answer answer, String reason) {}

  /** Receipts of one enrolment, and enrolments of one sandbox: both fit into one counter. */
  private static final long COUNTER_END = 1L << 40;

  private static final long EPOCH_END = 1L << 20;

  private final Root root;
  private final Registry registry;
  private final InstantSource clock;

  public TakeReport(Root root, Registry registry, InstantSource clock) {
    this.root = root;
    this.registry = registry;
    this.clock = clock;
  }

  /** Judges and records one receipt. */
  public Result take(byte[] envelope) {
    try {
      Receipt claimed =
          Receipt.read(Envelope.read(envelope, DocumentLimits.DOCUMENT_BYTES_MAX).payload());
      Optional<Enrolment> enrolled = EnrolmentSet.activeOf(claimed.sandbox(), registry, root);
      if (enrolled.isEmpty() || !enrolled.get().host().equals(claimed.host())) {
        return new Result(Answer.REFUSED, "no such sandbox is enrolled on that host");
      }
      Enrolment enrolment = enrolled.get();
      Receipt receipt =
          Receipt.read(
              Dsse.verify(
                  envelope,
                  DocumentLimits.DOCUMENT_BYTES_MAX,
                  PayloadTypes.RECEIPT,
                  List.of(enrolment.hostKey()),
                  1));
      if (receipt.counter() >= COUNTER_END || enrolment.epoch() >= EPOCH_END) {
        return new Result(Answer.REFUSED, "a counter beyond " + COUNTER_END);
      }
      // The head is there before any lease that names it, so an honest host never is ahead of it.
      long head = registry.head().map(Registry.Head::number).orElse(0L);
      if (receipt.release() > head) {
        return new Result(Answer.REFUSED, "release " + receipt.release() + " was never published");
      }
      return switch (registry.recordApplied(applied(receipt, enrolment, envelope))) {
        case RECORDED -> new Result(Answer.TAKEN, "");
        case REPLAYED -> new Result(Answer.REPLAYED, "counter " + receipt.counter());
        case ROLLED_BACK -> new Result(Answer.HOST_ROLLED_BACK, "release went down");
      };
    } catch (Refusal | JsonException | JsonShapeException e) {
      return new Result(Answer.REFUSED, String.valueOf(e.getMessage()));
    } catch (StoreException e) {
      return new Result(Answer.RETRY, String.valueOf(e.getMessage()));
    }
  }

  /**
   * A sandbox that is enrolled anew, perhaps on another host, counts from the start again; its
   * enrolment's epoch goes first, so that only the older enrolment's receipts are replays.
   */
  private Applied applied(Receipt receipt, Enrolment enrolment, byte[] envelope) {
    return new Applied(
        receipt.sandbox(),
        receipt.release(),
        receipt.policy().orElse(""),
        receipt.state(),
        enrolment.epoch() * COUNTER_END + receipt.counter(),
        clock.instant(),
        envelope);
  }
}
