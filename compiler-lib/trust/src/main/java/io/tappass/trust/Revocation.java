package io.tappass.trust;

import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonObject;
import java.time.Instant;

/**
 * A sandbox leaves: every enrolment of it up to {@code epoch} is void. Signed by the enrolment
 * role.
 *
 * @param reason for people
 */
public record Revocation(String org, String sandbox, long epoch, String reason, Instant revokedAt)
    implements SignedDocument {

  /** Characters of a reason. */
  public static final int REASON_CHARS_MAX = 512;

  private static final String ORG = "org";
  private static final String SANDBOX = "sandbox";
  private static final String EPOCH = "epoch";
  private static final String REASON = "reason";
  private static final String REVOKED_AT = "revoked_at";

  public Revocation {
    Form.id(ORG, org);
    Form.name(SANDBOX, sandbox);
    Form.atLeast(1, EPOCH, epoch);
    Form.text(REASON, reason, REASON_CHARS_MAX);
    Form.wholeSeconds(REVOKED_AT, revokedAt);
  }

  @Override
  public String payloadType() {
    return PayloadTypes.REVOCATION;
  }

  @Override
  public JsonObject toJson() {
    return JsonValue.object()
        .put(ORG, org)
        .put(SANDBOX, sandbox)
        .put(EPOCH, epoch)
        .put(REASON, reason)
        .put(REVOKED_AT, Form.json(revokedAt))
        .build();
  }

  /**
   * Reads a payload.
   *
   * @throws Refusal.Malformed if it is no revocation
   */
  public static Revocation read(byte[] payload) throws Refusal.Malformed {
    return Form.read(
        PayloadTypes.REVOCATION,
        payload,
        fields ->
            new Revocation(
                fields.string(ORG),
                fields.string(SANDBOX),
                fields.integer(EPOCH),
                fields.string(REASON),
                Form.instant(fields, REVOKED_AT)));
  }
}
