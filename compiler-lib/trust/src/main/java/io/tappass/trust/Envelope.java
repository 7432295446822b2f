package io.tappass.trust;

import io.tappass.json.CanonicalJson;
import io.tappass.json.JsonException;
import io.tappass.json.JsonFields;
import io.tappass.json.JsonLimits;
import io.tappass.json.JsonShapeException;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.StrictJson;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A DSSE v1 envelope as it was received: nothing in it is trusted, see {@link Dsse}.
 *
 * @param payloadType what the payload claims to be
 * @param payload the bytes that were signed
 * @param signatures at most {@link #SIGNATURES_MAX}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; carried to the verifier
public record Envelope(String payloadType, byte[] payload, List<Signature> signatures) {

  /** Signatures on one envelope. */
  public static final int SIGNATURES_MAX = 16;

  private static final int DEPTH_MAX = 4;
  private static final String PAYLOAD_TYPE = "payloadType";
  private static final String PAYLOAD = "payload";
  private static final String SIGNATURES = "signatures";
  private static final String KEY_ID = "keyid";
  private static final String SIG = "sig";

  /**
   * One signature.
   *
   * @param keyId says which key to try; proves nothing
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Signature(String keyId, byte[] bytes) {}

  public Envelope {
    signatures = List.copyOf(signatures);
  }

  /** The envelope as canonical JSON. */
  public byte[] write() {
    List<JsonValue> written = new ArrayList<>();
    for (Signature signature : signatures) {
      written.add(
          JsonValue.object()
              .put(KEY_ID, signature.keyId())
              .put(SIG, Base64.getEncoder().encodeToString(signature.bytes()))
              .build());
    }
    return CanonicalJson.writeOwn(
        JsonValue.object()
            .put(PAYLOAD_TYPE, payloadType)
            .put(PAYLOAD, Base64.getEncoder().encodeToString(payload))
            .put(SIGNATURES, new JsonArray(written))
            .build());
  }

  /**
   * Reads an envelope strictly: these members and no others, standard base64 with padding.
   *
   * @param bytesMax checked before anything else
   * @throws JsonException if the bytes are no strict JSON
   * @throws JsonShapeException if they are no envelope
   */
  public static Envelope read(byte[] bytes, int bytesMax) throws JsonException, JsonShapeException {
    var limits = JsonLimits.bytes(bytesMax).withDepth(DEPTH_MAX);
    JsonFields fields = JsonFields.of("envelope", StrictJson.parse(bytes, limits));
    String payloadType = fields.string(PAYLOAD_TYPE);
    byte[] payload = base64("envelope." + PAYLOAD, fields.string(PAYLOAD));
    List<Signature> signatures = new ArrayList<>();
    for (JsonFields signature : fields.objects(SIGNATURES)) {
      signatures.add(
          new Signature(
              signature.string(KEY_ID),
              base64("envelope." + SIGNATURES + "." + SIG, signature.string(SIG))));
      signature.end();
    }
    fields.end();
    if (signatures.size() > SIGNATURES_MAX) {
      throw new JsonShapeException("envelope." + SIGNATURES + " holds more than " + SIGNATURES_MAX);
    }
    return new Envelope(payloadType, payload, signatures);
  }

  /** Decodes base64 and refuses every spelling but the one that encoding gives. */
  static byte[] base64(String path, String text) throws JsonShapeException {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      if (Base64.getEncoder().encodeToString(bytes).equals(text)) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      throw new JsonShapeException(path + " is no base64");
    }
    throw new JsonShapeException(path + " is no canonical base64");
  }
}
