package io.tappass.control;

import io.tappass.json.CanonicalJson;
import io.tappass.json.JsonValue;
import io.tappass.trust.DocumentLimits;
import io.tappass.trust.Dsse;
import io.tappass.trust.Enrolment;
import io.tappass.trust.PayloadTypes;
import io.tappass.trust.Refusal;
import io.tappass.trust.Revocation;
import io.tappass.trust.Role;
import io.tappass.trust.Root;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who is enrolled right now: the newest document about each sandbox, unless it is a revocation.
 * Every envelope is verified again before it is believed; one that does not verify counts as absent
 * and is listed.
 *
 * @param active by sandbox
 * @param refused what did not verify, for the status
 * @param digest over sandboxes and the digests of their enrolments
 */
public record EnrolmentSet(
    SortedMap<String, Enrolment> active, List<String> refused, String digest) {

  public EnrolmentSet {
    active = Collections.unmodifiableSortedMap(new TreeMap<>(active));
    refused = List.copyOf(refused);
  }

  /** Reads and verifies the registry's documents under {@code root}. */
  public static EnrolmentSet read(Registry registry, Root root) throws StoreException {
    SortedMap<String, Enrolment> active = new TreeMap<>();
    SortedMap<String, Long> epochs = new TreeMap<>();
    List<String> refused = new ArrayList<>();
    for (Registry.StoredEnrolment stored : registry.enrolments()) {
      try {
        // Both kinds stand in one sequence of epochs; the payload type tells which one it is.
        if (isRevocation(stored.envelope())) {
          Revocation revocation = Revocation.read(open(stored, root, PayloadTypes.REVOCATION));
          accept(stored, revocation.sandbox(), revocation.epoch(), epochs);
          active.remove(revocation.sandbox());
        } else {
          Enrolment enrolment = Enrolment.read(open(stored, root, PayloadTypes.ENROLMENT));
          accept(stored, enrolment.identity().sandbox(), enrolment.epoch(), epochs);
          if (!enrolment.identity().org().equals(root.org())) {
            throw new IllegalArgumentException("an enrolment of another org");
          }
          active.put(enrolment.identity().sandbox(), enrolment);
        }
      } catch (Refusal | IllegalArgumentException e) {
        refused.add(stored.sandbox() + "/" + stored.epoch() + ": " + e.getMessage());
      }
    }
    return new EnrolmentSet(active, refused, digest(active));
  }

  private static byte[] open(Registry.StoredEnrolment stored, Root root, String type)
      throws Refusal {
    return Dsse.verify(
        stored.envelope(),
        DocumentLimits.DOCUMENT_BYTES_MAX,
        type,
        root.keysOf(Role.ENROLMENT),
        root.thresholdOf(Role.ENROLMENT));
  }

  private static boolean isRevocation(byte[] envelope) {
    try {
      return io.tappass.trust.Envelope.read(envelope, DocumentLimits.DOCUMENT_BYTES_MAX)
          .payloadType()
          .equals(PayloadTypes.REVOCATION);
    } catch (io.tappass.json.JsonException | io.tappass.json.JsonShapeException e) {
      return false;
    }
  }

  private static void accept(
      Registry.StoredEnrolment stored, String sandbox, long epoch, SortedMap<String, Long> epochs) {
    if (!stored.sandbox().equals(sandbox) || stored.epoch() != epoch) {
      throw new IllegalArgumentException("a document stored under another name");
    }
    long before = epochs.getOrDefault(sandbox, 0L);
    if (epoch <= before) {
      throw new IllegalArgumentException("an epoch that went back");
    }
    epochs.put(sandbox, epoch);
  }

  private static String digest(SortedMap<String, Enrolment> active) {
    var object = JsonValue.object();
    active.forEach((sandbox, enrolment) -> object.put(sandbox, enrolment.digest()));
    return Digest.of(CanonicalJson.writeOwn(object.build()));
  }
}
