package io.tappass.trust;

import io.tappass.json.JsonValue.JsonObject;
import java.time.Instant;

/**
 * A sandbox joins: who it is and which key its host signs with. Signed by the enrolment role.
 *
 * @param host the host's id, a name
 * @param salt 32 hexadecimal digits that hide the sandbox's name in the tiles
 * @param epoch counts the documents about this sandbox, from 1
 */
public record Enrolment(
    SandboxIdentity identity,
    String host,
    VerifyingKey hostKey,
    String salt,
    long epoch,
    Instant enrolledAt)
    implements SignedDocument {

  static final String HOST = "host";
  static final String HOST_KEY = "host_key";
  static final String SALT = "salt";
  static final String EPOCH = "epoch";
  static final String ENROLLED_AT = "enrolled_at";

  public Enrolment {
    Form.name(HOST, host);
    Form.nonce(SALT, salt);
    Form.atLeast(1, EPOCH, epoch);
    Form.wholeSeconds(ENROLLED_AT, enrolledAt);
  }

  /** Where the sandbox stands in the tiles; see {@link Tile#slot}. */
  public String slot() {
    return Tile.slot(salt, identity.sandbox());
  }

  @Override
  public String payloadType() {
    return PayloadTypes.ENROLMENT;
  }

  @Override
  public JsonObject toJson() {
    return identity
        .toJson()
        .put(HOST, host)
        .put(HOST_KEY, Root.keyJson(hostKey).build())
        .put(SALT, salt)
        .put(EPOCH, epoch)
        .put(ENROLLED_AT, Form.json(enrolledAt))
        .build();
  }

  /**
   * Reads a payload.
   *
   * @throws Refusal.Malformed if it is no enrolment, or the host key is one that is never trusted
   */
  public static Enrolment read(byte[] payload) throws Refusal.Malformed {
    return Form.read(
        PayloadTypes.ENROLMENT,
        payload,
        fields ->
            new Enrolment(
                SandboxIdentity.read(fields),
                fields.string(HOST),
                Root.readListedKey(fields.object(HOST_KEY)),
                fields.string(SALT),
                fields.integer(EPOCH),
                Form.instant(fields, ENROLLED_AT)));
  }
}
