package io.tappass.trust;

import io.tappass.json.JsonValue.JsonObject;
import java.time.Duration;
import java.time.Instant;

/**
 * Lets one host enrol one sandbox, once, within minutes. Signed by the enrolment role; carried to
 * the host by the operator, and with it the digest of the root that the host is to trust first.
 *
 * @param identity that the enrolment will have
 * @param rootNumber and {@code rootDigest}: the first root that the host trusts
 * @param secret 64 hexadecimal digits; whoever has the ticket may enrol
 */
public record Ticket(
    SandboxIdentity identity,
    long rootNumber,
    String rootDigest,
    String secret,
    Instant issuedAt,
    Instant expiresAt)
    implements SignedDocument {

  /** The longest that a ticket may live. */
  public static final Duration LIFE_MAX = Duration.ofMinutes(15);

  private static final String ROOT = "root";
  private static final String SECRET = "secret";
  private static final String ISSUED_AT = "issued_at";
  private static final String EXPIRES_AT = "expires_at";

  public Ticket {
    Form.atLeast(1, ROOT, rootNumber);
    Form.digest(ROOT, rootDigest);
    Form.hex(SECRET, secret);
    Form.wholeSeconds(ISSUED_AT, issuedAt);
    Form.wholeSeconds(EXPIRES_AT, expiresAt);
    if (!expiresAt.isAfter(issuedAt)
        || Duration.between(issuedAt, expiresAt).compareTo(LIFE_MAX) > 0) {
      throw new IllegalArgumentException("a ticket that lives longer than " + LIFE_MAX);
    }
  }

  @Override
  public String payloadType() {
    return PayloadTypes.TICKET;
  }

  @Override
  public JsonObject toJson() {
    return identity
        .toJson()
        .put(ROOT, new ReleaseName(rootNumber, rootDigest).toJson())
        .put(SECRET, secret)
        .put(ISSUED_AT, Form.json(issuedAt))
        .put(EXPIRES_AT, Form.json(expiresAt))
        .build();
  }

  /**
   * Reads a payload.
   *
   * @throws Refusal.Malformed if it is no ticket
   */
  public static Ticket read(byte[] payload) throws Refusal.Malformed {
    return Form.read(
        PayloadTypes.TICKET,
        payload,
        fields -> {
          var identity = SandboxIdentity.read(fields);
          var root = ReleaseName.read(fields.object(ROOT));
          return new Ticket(
              identity,
              root.number(),
              root.digest(),
              fields.string(SECRET),
              Form.instant(fields, ISSUED_AT),
              Form.instant(fields, EXPIRES_AT));
        });
  }

  /** The secret is left out. */
  @Override
  public String toString() {
    return "ticket for " + identity.sandbox() + " until " + expiresAt;
  }
}
