package io.tappass.rego.builtin;

import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Utf8;
import io.tappass.rego.value.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A JSON Web Token in compact form (RFC 7515, section 7.1), nothing of it believed.
 *
 * @param header base64url
 * @param payload base64url
 * @param signature base64url
 */
record Token(String header, String payload, String signature) {

  static Token parse(BuiltinContext context, String text) throws BuiltinException {
    context.chargeSteps(16 + text.length() / 8);
    context.chargeBytes(text.length() * 8L);
    if (text.indexOf('.') < 0) {
      throw BuiltinException.failed("encoded JWT had no period separators");
    }
    String[] parts = text.split("\\.", -1);
    if (parts.length != 3) {
      throw BuiltinException.failed("encoded JWT must have 3 sections, found " + parts.length);
    }
    return new Token(parts[0], parts[1], parts[2]);
  }

  /** The bytes that are signed. */
  byte[] signed() {
    return (header + "." + payload).getBytes(StandardCharsets.UTF_8);
  }

  byte[] signatureBytes() throws BuiltinException {
    return decoded("signature", signature);
  }

  String payloadText() throws BuiltinException {
    return Utf8.decode(decoded("payload", payload));
  }

  private static byte[] decoded(String part, String text) throws BuiltinException {
    try {
      return Encodings.base64Url(text);
    } catch (BuiltinException e) {
      throw BuiltinException.failed("JWT " + part + " had invalid encoding: " + e.getMessage());
    }
  }

  ObjectValue headerObject(BuiltinContext context) throws BuiltinException {
    String text = Utf8.decode(decoded("header", header));
    ObjectValue object;
    try {
      object = object(context, text);
    } catch (BuiltinException e) {
      throw BuiltinException.failed("bad JWT header: " + e.getMessage());
    }
    if (object.find("enc") != null) {
      throw BuiltinException.failed("JWT is a JWE object, which is not supported");
    }
    return object;
  }

  static ObjectValue object(BuiltinContext context, String text) throws BuiltinException {
    if (Documents.parseJson(context, text) instanceof ObjectValue object) {
      return object;
    }
    throw BuiltinException.failed("decoded JSON type was not an Object");
  }

  /**
   * The parameters of a header that have a meaning.
   *
   * @param critical the names that must be understood (RFC 7515, section 4.1.11)
   */
  record Header(String algorithm, String keyId, String contentType, List<String> critical) {
    private static final List<String> UNDERSTOOD = List.of("alg", "kid", "typ", "cty", "crit");

    static Header of(ObjectValue object) throws BuiltinException {
      List<String> critical = new ArrayList<>();
      Value crit = object.find("crit");
      if (crit != null) {
        if (!(crit instanceof ArrayValue array)) {
          throw BuiltinException.failed("crit: must be a list");
        }
        for (Value item : array.items()) {
          if (item instanceof StringValue name) {
            critical.add(name.value());
          }
        }
        if (critical.isEmpty()) {
          throw BuiltinException.failed("crit: must be a nonempty list");
        }
      }
      text(object, "typ");
      return new Header(text(object, "alg"), text(object, "kid"), text(object, "cty"), critical);
    }

    private static String text(ObjectValue object, String name) throws BuiltinException {
      Value value = object.find(name);
      if (value == null) {
        return "";
      }
      if (value instanceof StringValue string) {
        return string.value();
      }
      throw BuiltinException.failed(name + ": must be a string");
    }

    /** Whether it names an algorithm, and nothing critical that is not understood. */
    boolean isValid(ObjectValue object) {
      return !algorithm.isEmpty()
          && critical.stream()
              .allMatch(name -> UNDERSTOOD.contains(name) || object.find(name) == null);
    }
  }
}
