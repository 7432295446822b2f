package io.tappass.control;

import io.tappass.control.Registry.StoredEnrolment;
import io.tappass.json.CanonicalJson;
import io.tappass.json.JsonException;
import io.tappass.json.JsonShapeException;
import io.tappass.json.JsonValue;
import io.tappass.trust.DocumentLimits;
import io.tappass.trust.Dsse;
import io.tappass.trust.Enrolment;
import io.tappass.trust.Envelope;
import io.tappass.trust.PayloadTypes;
import io.tappass.trust.Refusal;
import io.tappass.trust.Revocation;
import io.tappass.trust.Role;
import io.tappass.trust.Root;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who is enrolled right now: the newest document about each sandbox, unless it is a revocation.
 * Every envelope is verified again before it is believed; one that does not verify counts as absent
 * and is listed.
 *
 * @param active by sandbox
 * @param voided enrolments that a revocation ended
 * @param refused what did not verify, for the status
 * @param digest over sandboxes and the digests of their enrolments
 */
public record EnrolmentSet(
    SortedMap<String, Enrolment> active,
    List<VoidedEnrolment> voided,
    List<String> refused,
    String digest) {

  /**
   * An enrolment that is over.
   *
   * @param epoch of the enrolment
   * @param revocation the first one that voids it, DSSE bytes that were verified
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared; published as it is
  public record VoidedEnrolment(String sandbox, long epoch, byte[] revocation) {}

  public EnrolmentSet {
    active = Collections.unmodifiableSortedMap(new TreeMap<>(active));
    voided = List.copyOf(voided);
    refused = List.copyOf(refused);
  }

  /** Reads and verifies the registry's documents under {@code root}. */
  public static EnrolmentSet read(Registry registry, Root root) throws StoreException {
    return read(registry.enrolments(), root);
  }

  /** Of one sandbox only: a receipt costs the signatures about its own sandbox, not the fleet's. */
  static Optional<Enrolment> activeOf(String sandbox, Registry registry, Root root)
      throws StoreException {
    List<StoredEnrolment> own =
        registry.enrolments().stream().filter(stored -> stored.sandbox().equals(sandbox)).toList();
    return Optional.ofNullable(read(own, root).active().get(sandbox));
  }

  private static EnrolmentSet read(List<StoredEnrolment> documents, Root root) {
    SortedMap<String, Enrolment> active = new TreeMap<>();
    SortedMap<String, Long> epochs = new TreeMap<>();
    SortedMap<String, List<Long>> open = new TreeMap<>();
    List<VoidedEnrolment> voided = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    for (StoredEnrolment stored : documents) {
      try {
        // Both kinds stand in one sequence of epochs; the payload type tells which one it is.
        if (isRevocation(stored.envelope())) {
          Revocation revocation = Revocation.read(open(stored, root, PayloadTypes.REVOCATION));
          requireOrg(root, revocation.org());
          accept(stored, revocation.sandbox(), revocation.epoch(), epochs);
          active.remove(revocation.sandbox());
          List<Long> ended = open.remove(revocation.sandbox());
          for (long epoch : ended == null ? List.<Long>of() : ended) {
            voided.add(new VoidedEnrolment(stored.sandbox(), epoch, stored.envelope()));
          }
        } else {
          Enrolment enrolment = Enrolment.read(open(stored, root, PayloadTypes.ENROLMENT));
          requireOrg(root, enrolment.identity().org());
          accept(stored, enrolment.identity().sandbox(), enrolment.epoch(), epochs);
          active.put(enrolment.identity().sandbox(), enrolment);
          open.computeIfAbsent(stored.sandbox(), none -> new ArrayList<>()).add(stored.epoch());
        }
      } catch (Refusal | IllegalArgumentException e) {
        refused.add(stored.sandbox() + "/" + stored.epoch() + ": " + e.getMessage());
      }
    }
    return new EnrolmentSet(active, voided, refused, digest(active));
  }

  private static void requireOrg(Root root, String org) {
    if (!org.equals(root.org())) {
      throw new IllegalArgumentException("a document of another org: " + org);
    }
  }

  private static byte[] open(StoredEnrolment stored, Root root, String type) throws Refusal {
    return Dsse.verify(
        stored.envelope(),
        DocumentLimits.DOCUMENT_BYTES_MAX,
        type,
        root.keysOf(Role.ENROLMENT),
        root.thresholdOf(Role.ENROLMENT));
  }

  private static boolean isRevocation(byte[] envelope) {
    try {
      return Envelope.read(envelope, DocumentLimits.DOCUMENT_BYTES_MAX)
          .payloadType()
          .equals(PayloadTypes.REVOCATION);
    } catch (JsonException | JsonShapeException e) {
      return false;
    }
  }

  private static void accept(
      StoredEnrolment stored, String sandbox, long epoch, SortedMap<String, Long> epochs) {
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
