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
      Enrolment enrolment = EnrolmentSet.read(registry, root).active().get(claimed.sandbox());
      if (enrolment == null || !enrolment.host().equals(claimed.host())) {
        return new Result(Answer.REFUSED, "no such sandbox is enrolled on that host");
      }
      Receipt receipt =
          Receipt.read(
              Dsse.verify(
                  envelope,
                  DocumentLimits.DOCUMENT_BYTES_MAX,
                  PayloadTypes.RECEIPT,
                  List.of(enrolment.hostKey()),
                  1));
      return switch (registry.recordApplied(applied(receipt, envelope))) {
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

  private Applied applied(Receipt receipt, byte[] envelope) {
    return new Applied(
        receipt.sandbox(),
        receipt.release(),
        receipt.policy().orElse(""),
        receipt.state(),
        receipt.counter(),
        clock.instant(),
        envelope);
  }
}
