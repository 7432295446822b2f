package io.tappass.rego.builtin;

import io.tappass.json.JsonException;
import io.tappass.json.JsonLimits;
import io.tappass.json.StrictJson;
import io.tappass.rego.builtin.TokenKeys.NamedKey;
import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.BooleanValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Utf8;
import io.tappass.rego.value.Value;
import io.tappass.rego.value.ValueJson;
import java.security.Key;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** The functions of {@code io.jwt.*}: RFC 7515, RFC 7519. */
final class Tokens {

  /** Tokens within tokens. */
  private static final int NESTED_MAX = 8;

  private static final String JWT = "JWT";

  /** Steps that one check of a signature costs. */
  private static final int SIGNATURE_STEPS = 2_000;

  private Tokens() {}

  static Family family() {
    Family family =
        new Family()
            .bind("io.jwt.decode", (context, a) -> decode(context, Operands.string(a, 0), 0))
            .bind("io.jwt.decode_verify", TokenVerification::decodeVerify)
            .bind("io.jwt.encode_sign", Tokens::encodeSign)
            .bind("io.jwt.encode_sign_raw", Tokens::encodeSignRaw);
    for (TokenAlgorithm algorithm : TokenAlgorithm.values()) {
      String name = "io.jwt.verify_" + algorithm.name().toLowerCase(Locale.ROOT);
      boolean hmac = algorithm.name().startsWith("HS");
      family.bind(
          name,
          (context, a) ->
              hmac ? verifySecret(context, a, algorithm) : verify(context, a, algorithm));
    }
    return family;
  }

  private static Value decode(BuiltinContext context, String text, int depth)
      throws BuiltinException {
    if (depth > NESTED_MAX) {
      throw BuiltinException.failed("tokens nested deeper than " + NESTED_MAX);
    }
    Token token = Token.parse(context, text);
    ObjectValue header = token.headerObject(context);
    String payload = token.payloadText();
    if (header.find("cty") instanceof StringValue type && type.value().equals(JWT)) {
      return decode(context, payload.replaceAll("^[\"']+|[\"']+$", ""), depth + 1);
    }
    ObjectValue object = Token.object(context, payload);
    return ArrayValue.of(
        header, object, StringValue.of(HexFormat.of().formatHex(token.signatureBytes())));
  }

  private static Value verifySecret(
      BuiltinContext context, List<Value> arguments, TokenAlgorithm algorithm)
      throws BuiltinException {
    String text = Operands.string(arguments, 0);
    String secret = Operands.string(arguments, 1);
    Token token = Token.parse(context, text);
    Key key = TokenKeys.secret(secret);
    byte[] signature = token.signatureBytes();
    return BooleanValue.of(key != null && algorithm.verifies(key, token.signed(), signature));
  }

  private static Value verify(
      BuiltinContext context, List<Value> arguments, TokenAlgorithm algorithm)
      throws BuiltinException {
    Token token = Token.parse(context, Operands.string(arguments, 0));
    List<NamedKey> keys = TokenKeys.verifying(context, Operands.string(arguments, 1));
    byte[] signature = token.signatureBytes();
    var header = Token.Header.of(token.headerObject(context));
    return BooleanValue.of(verifies(context, token, signature, header, keys, algorithm));
  }

  /**
   * Whether one of the keys verifies: the one that the header names if there is one, else any whose
   * algorithm is that of the header or not given.
   */
  static boolean verifies(
      BuiltinContext context,
      Token token,
      byte[] signature,
      Token.Header header,
      List<NamedKey> keys,
      TokenAlgorithm algorithm) {
    if (!header.keyId().isEmpty()) {
      for (NamedKey key : keys) {
        if (key.id().equals(header.keyId())) {
          context.chargeSteps(SIGNATURE_STEPS);
          return algorithm.verifies(key.key(), token.signed(), signature);
        }
      }
    }
    for (NamedKey key : keys) {
      if (key.algorithm().isEmpty() || key.algorithm().equals(header.algorithm())) {
        context.chargeSteps(SIGNATURE_STEPS);
        if (algorithm.verifies(key.key(), token.signed(), signature)) {
          return true;
        }
      }
    }
    return false;
  }

  private static Value encodeSign(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    for (Value argument : arguments) {
      Sizes.chargeText(context, argument);
    }
    return sign(
        context,
        GoJson.compact(ValueJson.toJson(arguments.get(0))),
        GoJson.compact(ValueJson.toJson(arguments.get(1))),
        GoJson.compact(ValueJson.toJson(arguments.get(2))));
  }

  private static Value encodeSignRaw(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    String key = Operands.string(arguments, 2);
    return sign(context, Operands.string(arguments, 0), Operands.string(arguments, 1), key);
  }

  private static Value sign(BuiltinContext context, String headers, String payload, String jwk)
      throws BuiltinException {
    context.chargeSteps(SIGNATURE_STEPS + payload.length() / 16);
    context.chargeBytes(3L * (headers.length() + payload.length()) + jwk.length());
    List<NamedKey> keys = TokenKeys.jwks(context, jwk, true);
    if (keys.isEmpty()) {
      throw BuiltinException.failed("no keys found in JWK set");
    }
    ObjectValue header = header(context, headers);
    if (!(header.find("alg") instanceof StringValue name)) {
      throw BuiltinException.failed(
          "missing or invalid 'alg' header: jwsbb: header \"alg\" not found");
    }
    TokenAlgorithm algorithm = TokenAlgorithm.find(name.value());
    if (algorithm == null) {
      throw BuiltinException.failed("unknown JWS algorithm: " + name.value());
    }
    boolean isJwt = !(header.find("typ") instanceof StringValue type) || type.value().equals(JWT);
    if (isJwt && !isJson(payload)) {
      throw BuiltinException.failed("type is JWT but payload is not JSON");
    }
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    var token =
        new Token(
            encoder.encodeToString(Utf8.encode(headers)),
            encoder.encodeToString(Utf8.encode(payload)),
            "");
    byte[] signature = algorithm.sign(keys.getFirst().key(), token.signed());
    return StringValue.of(
        token.header() + "." + token.payload() + "." + encoder.encodeToString(signature));
  }

  /** The header, or an empty one where it is no object: then it names no algorithm either. */
  private static ObjectValue header(BuiltinContext context, String text) {
    try {
      return Token.object(context, text);
    } catch (BuiltinException e) {
      return ObjectValue.EMPTY;
    }
  }

  private static boolean isJson(String text) {
    try {
      StrictJson.parse(text, JsonLimits.bytes(Integer.MAX_VALUE).withDepth(Documents.DEPTH_MAX));
      return true;
    } catch (JsonException e) {
      return false;
    }
  }
}
