package io.tappass.trust;

import io.tappass.json.JsonException;
import io.tappass.json.JsonShapeException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Signs and verifies DSSE v1 envelopes. The algorithm comes from the trusted key, the payload type
 * from the caller; a key counts once, whatever ids it is given.
 */
public final class Dsse {

  private Dsse() {}

  /** Signs the payload with each signer and returns the envelope's bytes. */
  public static byte[] sign(
      String payloadType, byte[] payload, List<? extends DocumentSigner> signers)
      throws SigningException {
    byte[] message = preAuthenticationEncoding(payloadType, payload);
    List<Envelope.Signature> signatures = new ArrayList<>();
    for (DocumentSigner signer : signers) {
      signatures.add(new Envelope.Signature(signer.key().keyId(), signer.sign(message)));
    }
    return new Envelope(payloadType, payload, signatures).write();
  }

  /**
   * Verifies an envelope and returns the payload that was signed. Signatures under ids that are not
   * among {@code keys} count for nothing; one that names a trusted key and is not of it, or a key
   * that signs twice, refuses the whole envelope.
   *
   * @param bytes as received, at most {@code bytesMax}
   * @param threshold how many of {@code keys} must have signed, at least 1
   */
  public static byte[] verify(
      byte[] bytes, int bytesMax, String payloadType, Collection<VerifyingKey> keys, int threshold)
      throws Refusal {
    var opened = open(Checks.ALL, payloadType, bytes, bytesMax);
    return opened.verify(keys, threshold);
  }

  /** Steps 1 and 2 up to the payload type: size, envelope, type. */
  static Opened open(Checks checks, String payloadType, byte[] bytes, int bytesMax) throws Refusal {
    String document = PayloadTypes.document(payloadType);
    checks.require(
        Check.SIZE,
        bytes.length <= bytesMax,
        () -> new Refusal.Oversized(document, bytesMax, bytes.length));
    Envelope envelope;
    try {
      envelope = Envelope.read(bytes, Math.max(bytes.length, 1));
    } catch (JsonException | JsonShapeException e) {
      throw new Refusal.Malformed(document, String.valueOf(e.getMessage()));
    }
    checks.require(
        Check.PAYLOAD_TYPE,
        envelope.payloadType().equals(payloadType),
        () -> new Refusal.WrongPayloadType(document, payloadType, envelope.payloadType()));
    return new Opened(checks, document, envelope);
  }

  /** PAE of DSSE v1: every part with its length, so that no two parts can be shifted. */
  static byte[] preAuthenticationEncoding(String payloadType, byte[] payload) {
    byte[] type = payloadType.getBytes(StandardCharsets.UTF_8);
    var out = new ByteArrayOutputStream();
    out.writeBytes(ascii("DSSEv1 " + type.length + " "));
    out.writeBytes(type);
    out.writeBytes(ascii(" " + payload.length + " "));
    out.writeBytes(payload);
    return out.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** An envelope of the right kind and size whose signatures are not yet looked at. */
  record Opened(Checks checks, String document, Envelope envelope) {

    byte[] verify(Collection<VerifyingKey> keys, int threshold) throws Refusal {
      if (threshold < 1) {
        throw new IllegalArgumentException("a threshold of " + threshold + " trusts everybody");
      }
      int signers = signers(keys);
      checks.require(
          Check.THRESHOLD,
          signers >= threshold,
          () -> new Refusal.ThresholdNotMet(document, threshold, signers));
      return envelope.payload();
    }

    /** How many of the keys signed. */
    int signers(Collection<VerifyingKey> keys) throws Refusal {
      Map<String, VerifyingKey> byId = new HashMap<>();
      keys.forEach(key -> byId.put(key.keyId(), key));
      byte[] message = preAuthenticationEncoding(envelope.payloadType(), envelope.payload());
      Set<VerifyingKey> counted = new HashSet<>();
      int signers = 0;
      for (Envelope.Signature signature : envelope.signatures()) {
        VerifyingKey key = byId.get(signature.keyId());
        if (key == null) {
          continue;
        }
        checks.require(
            Check.UNIQUE_SIGNERS,
            counted.add(key),
            () -> new Refusal.DuplicateSigner(document, key.keyId()));
        checks.require(
            Check.SIGNATURE,
            key.verifies(message, signature.bytes()),
            () -> new Refusal.BadSignature(document, key.keyId()));
        signers++;
      }
      return signers;
    }
  }
}
