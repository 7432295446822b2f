package io.tappass.trust;

import io.tappass.json.CanonicalJson;
import io.tappass.json.JsonException;
import io.tappass.json.JsonException.Reason;
import io.tappass.json.JsonFields;
import io.tappass.json.JsonLimits;
import io.tappass.json.JsonShapeException;
import io.tappass.json.JsonValue;
import io.tappass.json.StrictJson;
import java.util.Set;

/** Step 6 of {@code docs/spec/delivery.md}: digest, canonical form, schema, identity. */
final class PolicyCheck {
  private static final Set<String> SCHEMAS = Set.of("tappass.policy.v1");
  private static final String DOCUMENT = "policy";
  private static final String SCHEMA = "schema";
  private static final String IDENTITY = "identity";

  private final Checks checks;

  PolicyCheck(Checks checks) {
    this.checks = checks;
  }

  VerifiedPolicy verify(VerifiedLeaf leaf, VerifiedEnrolment enrolment, byte[] given)
      throws Refusal {
    checks.require(
        Check.SIZE,
        given.length <= DocumentLimits.POLICY_BYTES_MAX,
        () -> new Refusal.Oversized(DOCUMENT, DocumentLimits.POLICY_BYTES_MAX, given.length));
    byte[] bytes = given.clone();
    String digest = Sha256.digest(bytes);
    checks.require(
        Check.POLICY_DIGEST,
        digest.equals(leaf.leaf().policy()),
        () -> new Refusal.PolicyDigestMismatch(DOCUMENT, leaf.leaf().policy(), digest));
    SandboxIdentity wanted = enrolment.enrolment().identity();
    try {
      JsonFields fields = JsonFields.of(DOCUMENT, parse(bytes));
      String schema = fields.string(SCHEMA);
      checks.require(
          Check.POLICY_SCHEMA,
          SCHEMAS.contains(schema),
          () -> new Refusal.UnknownSchema(DOCUMENT, String.join(" or ", SCHEMAS), schema));
      SandboxIdentity found = SandboxIdentity.read(fields.object(IDENTITY));
      checks.require(
          Check.POLICY_IDENTITY,
          found.equals(wanted),
          () -> new Refusal.IdentityMismatch(DOCUMENT, wanted.toString(), found.toString()));
      return new VerifiedPolicy(bytes, digest, leaf.release().number(), wanted);
    } catch (JsonShapeException | IllegalArgumentException e) {
      throw new Refusal.Malformed(DOCUMENT, String.valueOf(e.getMessage()));
    }
  }

  private JsonValue parse(byte[] bytes) throws Refusal {
    var limits = JsonLimits.bytes(Math.max(bytes.length, 1));
    try {
      return checks.has(Check.POLICY_CANONICAL)
          ? CanonicalJson.read(bytes, limits)
          : StrictJson.parse(bytes, limits);
    } catch (JsonException e) {
      if (e.reason() == Reason.NOT_CANONICAL) {
        throw new Refusal.PolicyNotCanonical(DOCUMENT, String.valueOf(e.getMessage()));
      }
      throw new Refusal.Malformed(DOCUMENT, String.valueOf(e.getMessage()));
    }
  }
}
