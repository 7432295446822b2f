package io.tappass.trust;

import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonObject;

/**
 * A host asks to be enrolled. Signed with the very key that it names, which proves that the sender
 * holds it.
 *
 * @param ticket digest of the ticket's payload, so that the proof is for this ticket only
 * @param host id of the host, a name
 */
public record EnrolmentRequest(String ticket, String host, VerifyingKey hostKey)
    implements SignedDocument {

  private static final String TICKET = "ticket";
  private static final String HOST = "host";
  private static final String HOST_KEY = "host_key";

  public EnrolmentRequest {
    Form.digest(TICKET, ticket);
    Form.name(HOST, host);
  }

  @Override
  public String payloadType() {
    return PayloadTypes.ENROLMENT_REQUEST;
  }

  @Override
  public JsonObject toJson() {
    return JsonValue.object()
        .put(TICKET, ticket)
        .put(HOST, host)
        .put(HOST_KEY, Root.keyJson(hostKey).build())
        .build();
  }

  /**
   * Reads a payload.
   *
   * @throws Refusal.Malformed if it is no request, or the key is one that is never trusted
   */
  public static EnrolmentRequest read(byte[] payload) throws Refusal.Malformed {
    return Form.read(
        PayloadTypes.ENROLMENT_REQUEST,
        payload,
        fields ->
            new EnrolmentRequest(
                fields.string(TICKET),
                fields.string(HOST),
                Root.readListedKey(fields.object(HOST_KEY))));
  }
}
