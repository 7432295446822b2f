package io.tappass.trust;

import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonObject;
import java.time.Duration;
import java.time.Instant;

/**
 * A bridge for a sandbox enrolled after a release: the leaf that the next release will hold,
 * compiled from the same commit. Signed by the enrolment role; void as soon as the lease names
 * another release.
 *
 * @param enrolmentEpoch of the enrolment that is admitted
 */
public record Admission(
    String org,
    String sandbox,
    long enrolmentEpoch,
    ReleaseName release,
    Leaf leaf,
    Instant issuedAt,
    Instant expiresAt)
    implements SignedDocument {

  /** The longest that an admission may live. */
  public static final Duration LIFE_MAX = Duration.ofHours(24);

  private static final String ORG = "org";
  private static final String SANDBOX = "sandbox";
  private static final String ENROLMENT_EPOCH = "enrolment_epoch";
  private static final String RELEASE = "release";
  private static final String LEAF = "leaf";
  private static final String ISSUED_AT = "issued_at";
  private static final String EXPIRES_AT = "expires_at";

  public Admission {
    Form.id(ORG, org);
    Form.name(SANDBOX, sandbox);
    Form.atLeast(1, ENROLMENT_EPOCH, enrolmentEpoch);
    Form.wholeSeconds(ISSUED_AT, issuedAt);
    Form.wholeSeconds(EXPIRES_AT, expiresAt);
    if (!expiresAt.isAfter(issuedAt)) {
      throw new IllegalArgumentException("an admission that ends before it starts");
    }
  }

  @Override
  public String payloadType() {
    return PayloadTypes.ADMISSION;
  }

  @Override
  public JsonObject toJson() {
    return JsonValue.object()
        .put(ORG, org)
        .put(SANDBOX, sandbox)
        .put(ENROLMENT_EPOCH, enrolmentEpoch)
        .put(RELEASE, release.toJson())
        .put(LEAF, leaf.toJson())
        .put(ISSUED_AT, Form.json(issuedAt))
        .put(EXPIRES_AT, Form.json(expiresAt))
        .build();
  }

  /**
   * Reads a payload.
   *
   * @throws Refusal.Malformed if it is no admission
   */
  public static Admission read(byte[] payload) throws Refusal.Malformed {
    return Form.read(
        PayloadTypes.ADMISSION,
        payload,
        fields ->
            new Admission(
                fields.string(ORG),
                fields.string(SANDBOX),
                fields.integer(ENROLMENT_EPOCH),
                ReleaseName.read(fields.object(RELEASE)),
                Leaf.read(fields.object(LEAF)),
                Form.instant(fields, ISSUED_AT),
                Form.instant(fields, EXPIRES_AT)));
  }
}
