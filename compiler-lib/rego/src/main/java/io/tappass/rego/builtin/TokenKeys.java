package io.tappass.rego.builtin;

import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Utf8;
import io.tappass.rego.value.Value;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Reads keys from PEM certificates, PEM public keys, and JSON Web Keys (RFC 7517). */
final class TokenKeys {
  private static final int KEYS_MAX = 256;
  private static final String ED25519_PUBLIC_PREFIX = "302a300506032b6570032100";
  private static final String ED25519_PRIVATE_PREFIX = "302e020100300506032b657004220420";

  /**
   * A key with what its JWK says about it.
   *
   * @param algorithm empty if it does not say
   * @param id empty if it has none
   */
  record NamedKey(String algorithm, String id, Key key) {}

  private TokenKeys() {}

  /** The keys of a PEM block, or of a JWK or a set of them. */
  static List<NamedKey> verifying(BuiltinContext context, String text) throws BuiltinException {
    context.chargeSteps(64 + text.length() / 4);
    context.chargeBytes(text.length() * 8L);
    Pem block = Pem.first(text);
    if (block == null) {
      return jwks(context, text, false);
    }
    if (!block.rest().isEmpty()) {
      throw BuiltinException.failed("extra data after a PEM certificate block");
    }
    try {
      return switch (block.type()) {
        case "CERTIFICATE" ->
            List.of(
                new NamedKey(
                    "",
                    "",
                    CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(block.bytes()))
                        .getPublicKey()));
        case "PUBLIC KEY" -> List.of(new NamedKey("", "", publicKey(block.bytes())));
        default ->
            throw BuiltinException.failed("failed to extract a Key from the PEM certificate");
      };
    } catch (GeneralSecurityException e) {
      throw BuiltinException.failed(
          "failed to parse a PEM " + block.type().toLowerCase(Locale.ROOT) + ": " + e.getMessage());
    }
  }

  private static Key publicKey(byte[] encoded) throws GeneralSecurityException {
    GeneralSecurityException last = new GeneralSecurityException("unknown kind of key");
    for (String kind : List.of("RSA", "EC", "Ed25519")) {
      try {
        return KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(encoded));
      } catch (GeneralSecurityException e) {
        last = e;
      }
    }
    throw last;
  }

  /** The keys of a JWK or a set of them; those of unknown algorithms are left out. */
  static List<NamedKey> jwks(BuiltinContext context, String text, boolean signing)
      throws BuiltinException {
    if (!(parsed(context, text) instanceof ObjectValue object)) {
      throw noJwk("not an object");
    }
    List<Value> members =
        object.find("keys") instanceof ArrayValue set ? set.items() : List.of(object);
    if (members.size() > KEYS_MAX) {
      throw noJwk("more than " + KEYS_MAX + " keys");
    }
    List<NamedKey> keys = new ArrayList<>();
    for (Value member : members) {
      if (!(member instanceof ObjectValue jwk)) {
        throw noJwk("a key that is no object");
      }
      String algorithm = text(jwk, "alg");
      if (algorithm.isEmpty() || TokenAlgorithm.find(algorithm) != null) {
        keys.add(new NamedKey(algorithm, text(jwk, "kid"), key(jwk, signing)));
      }
    }
    return keys;
  }

  private static Value parsed(BuiltinContext context, String text) throws BuiltinException {
    try {
      return Documents.parseJson(context, text);
    } catch (BuiltinException e) {
      throw noJwk(String.valueOf(e.getMessage()));
    }
  }

  private static BuiltinException noJwk(String why) {
    return BuiltinException.failed("failed to parse a JWK key (set): " + why);
  }

  private static String text(ObjectValue jwk, String name) {
    return jwk.find(name) instanceof StringValue string ? string.value() : "";
  }

  private static byte[] bytes(ObjectValue jwk, String name) throws BuiltinException {
    String text = text(jwk, name);
    if (text.isEmpty()) {
      throw noJwk("the key lacks " + name);
    }
    return Encodings.base64Url(text);
  }

  private static BigInteger number(ObjectValue jwk, String name) throws BuiltinException {
    return new BigInteger(1, bytes(jwk, name));
  }

  private static Key key(ObjectValue jwk, boolean signing) throws BuiltinException {
    boolean isPrivate = signing && jwk.find("d") != null;
    try {
      return switch (text(jwk, "kty")) {
        case "oct" -> new SecretKeySpec(nonEmpty(bytes(jwk, "k")), "HMAC");
        case "RSA" -> isPrivate ? rsaPrivate(jwk) : rsaPublic(jwk);
        case "EC" -> ec(jwk, isPrivate);
        case "OKP" -> ed25519(jwk, isPrivate);
        default -> throw noJwk("unknown kind of key " + GoQuote.of(text(jwk, "kty")));
      };
    } catch (GeneralSecurityException e) {
      throw noJwk(String.valueOf(e.getMessage()));
    }
  }

  private static byte[] nonEmpty(byte[] secret) {
    return secret.length == 0 ? new byte[1] : secret;
  }

  private static Key rsaPublic(ObjectValue jwk) throws GeneralSecurityException, BuiltinException {
    return KeyFactory.getInstance("RSA")
        .generatePublic(new RSAPublicKeySpec(number(jwk, "n"), number(jwk, "e")));
  }

  private static Key rsaPrivate(ObjectValue jwk) throws GeneralSecurityException, BuiltinException {
    return KeyFactory.getInstance("RSA")
        .generatePrivate(
            new RSAPrivateCrtKeySpec(
                number(jwk, "n"),
                number(jwk, "e"),
                number(jwk, "d"),
                number(jwk, "p"),
                number(jwk, "q"),
                number(jwk, "dp"),
                number(jwk, "dq"),
                number(jwk, "qi")));
  }

  private static Key ec(ObjectValue jwk, boolean isPrivate)
      throws GeneralSecurityException, BuiltinException {
    String curve =
        switch (text(jwk, "crv")) {
          case "P-256" -> "secp256r1";
          case "P-384" -> "secp384r1";
          case "P-521" -> "secp521r1";
          default -> throw noJwk("unknown curve " + GoQuote.of(text(jwk, "crv")));
        };
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec(curve));
    ECParameterSpec spec = parameters.getParameterSpec(ECParameterSpec.class);
    KeyFactory factory = KeyFactory.getInstance("EC");
    if (isPrivate) {
      return factory.generatePrivate(new ECPrivateKeySpec(number(jwk, "d"), spec));
    }
    var point = new ECPoint(number(jwk, "x"), number(jwk, "y"));
    return factory.generatePublic(new ECPublicKeySpec(point, spec));
  }

  private static Key ed25519(ObjectValue jwk, boolean isPrivate)
      throws GeneralSecurityException, BuiltinException {
    if (!text(jwk, "crv").equals("Ed25519")) {
      throw noJwk("unknown curve " + GoQuote.of(text(jwk, "crv")));
    }
    KeyFactory factory = KeyFactory.getInstance("Ed25519");
    byte[] raw = bytes(jwk, isPrivate ? "d" : "x");
    String prefix = isPrivate ? ED25519_PRIVATE_PREFIX : ED25519_PUBLIC_PREFIX;
    byte[] encoded = HexFormat.of().parseHex(prefix + HexFormat.of().formatHex(raw));
    return isPrivate
        ? factory.generatePrivate(new PKCS8EncodedKeySpec(encoded))
        : factory.generatePublic(new X509EncodedKeySpec(encoded));
  }

  /** The key of a shared secret, or null for an empty one, which would verify nothing. */
  static @Nullable Key secret(String text) {
    return text.isEmpty() ? null : new SecretKeySpec(Utf8.encode(text), "HMAC");
  }
}
