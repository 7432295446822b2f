package io.tappass.rego.builtin;

import io.tappass.rego.builtin.TokenKeys.NamedKey;
import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.BooleanValue;
import io.tappass.rego.value.NumberValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import java.math.BigDecimal;
import java.security.Key;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code io.jwt.decode_verify}: a token under constraints (RFC 7519, section 7.2). */
final class TokenVerification {
  private static final int NESTED_MAX = 8;
  private static final BigDecimal NANOS_PER_SECOND = BigDecimal.valueOf(1_000_000_000L);
  private static final ArrayValue UNVERIFIED =
      ArrayValue.of(BooleanValue.FALSE, ObjectValue.EMPTY, ObjectValue.EMPTY);

  /**
   * What a token must meet; empty texts demand nothing.
   *
   * @param keys null where a secret is given instead
   */
  private record Constraints(
      @Nullable List<NamedKey> keys,
      String secret,
      String algorithm,
      String issuer,
      String audience,
      BigDecimal timeNanos) {}

  private TokenVerification() {}

  static Value decodeVerify(BuiltinContext context, List<Value> arguments) throws BuiltinException {
    Operands.string(arguments, 0);
    Constraints constraints = constraints(context, Operands.object(arguments, 1));
    String text = Operands.string(arguments, 0);
    for (int depth = 0; depth <= NESTED_MAX; depth++) {
      Token token = Token.parse(context, text);
      ObjectValue object = token.headerObject(context);
      var header = Token.Header.of(object);
      if (!header.isValid(object) || !isSigned(context, token, header, constraints)) {
        return UNVERIFIED;
      }
      if (!header.contentType().equalsIgnoreCase("JWT")) {
        ObjectValue payload = Token.object(context, token.payloadText());
        return claimsHold(payload, constraints)
            ? ArrayValue.of(BooleanValue.TRUE, object, payload)
            : UNVERIFIED;
      }
      text = token.payloadText();
    }
    throw BuiltinException.failed("tokens nested deeper than " + NESTED_MAX);
  }

  private static boolean isSigned(
      BuiltinContext context, Token token, Token.Header header, Constraints constraints)
      throws BuiltinException {
    if (!constraints.algorithm().isEmpty() && !constraints.algorithm().equals(header.algorithm())) {
      return false;
    }
    byte[] signature = token.signatureBytes();
    TokenAlgorithm algorithm = TokenAlgorithm.find(header.algorithm());
    if (algorithm == null) {
      return false;
    }
    if (constraints.keys() != null) {
      return Tokens.verifies(context, token, signature, header, constraints.keys(), algorithm);
    }
    Key secret = TokenKeys.secret(constraints.secret());
    return secret != null && algorithm.verifies(secret, token.signed(), signature);
  }

  private static boolean claimsHold(ObjectValue payload, Constraints constraints)
      throws BuiltinException {
    if (!constraints.issuer().isEmpty()
        && !StringValue.of(constraints.issuer()).equals(payload.find("iss"))) {
      return false;
    }
    Value audience = payload.find("aud");
    boolean audienceHolds =
        audience == null ? constraints.audience().isEmpty() : names(audience, constraints);
    if (!audienceHolds) {
      return false;
    }
    BigDecimal expires = seconds(payload, "exp");
    if (expires != null && constraints.timeNanos().compareTo(expires) >= 0) {
      return false;
    }
    BigDecimal starts = seconds(payload, "nbf");
    return starts == null || constraints.timeNanos().compareTo(starts) >= 0;
  }

  private static boolean names(Value audience, Constraints constraints) {
    Value wanted = StringValue.of(constraints.audience());
    return audience instanceof ArrayValue several
        ? several.items().contains(wanted)
        : audience.equals(wanted);
  }

  /** A claim of seconds since 1970, as nanoseconds; null if the token does not make it. */
  private static @Nullable BigDecimal seconds(ObjectValue payload, String claim)
      throws BuiltinException {
    Value value = payload.find(claim);
    if (value == null) {
      return null;
    }
    if (value instanceof NumberValue number) {
      return number.decimal().multiply(NANOS_PER_SECOND);
    }
    throw BuiltinException.failed(claim + " value must be a number");
  }

  private static Constraints constraints(BuiltinContext context, ObjectValue given)
      throws BuiltinException {
    List<NamedKey> keys = null;
    String secret = "";
    String algorithm = "";
    String issuer = "";
    String audience = "";
    BigDecimal time = BigDecimal.valueOf(context.timeNanos());
    for (var constraint : given.entries()) {
      String name = constraint.getKey() instanceof StringValue key ? key.value() : "";
      Value value = constraint.getValue();
      switch (name) {
        case "cert" -> keys = TokenKeys.verifying(context, text(name, value));
        case "secret" -> secret = text(name, value);
        case "alg" -> algorithm = text(name, value);
        case "iss" -> issuer = text(name, value);
        case "aud" -> audience = text(name, value);
        case "time" -> time = time(value);
        default -> throw BuiltinException.failed("unknown token validation constraint: " + name);
      }
    }
    if (keys != null && !secret.isEmpty()) {
      throw BuiltinException.failed("duplicate key constraints");
    }
    if (keys == null && secret.isEmpty()) {
      throw BuiltinException.failed("no key constraint");
    }
    return new Constraints(keys, secret, algorithm, issuer, audience, time);
  }

  private static String text(String name, Value value) throws BuiltinException {
    if (value instanceof StringValue string) {
      return string.value();
    }
    throw BuiltinException.failed(name + " constraint: must be a string");
  }

  private static BigDecimal time(Value value) throws BuiltinException {
    if (!(value instanceof NumberValue number)) {
      throw BuiltinException.failed("token time constraint: must be a number");
    }
    if (number.signum() < 0) {
      throw BuiltinException.failed("token time constraint: must not be negative");
    }
    return number.decimal();
  }
}
