package io.tappass.rego.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.BooleanValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import io.tappass.rego.value.ValueJson;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Tokens under asymmetric keys, made anew for each run. */
final class TokensTest {
  private static final ObjectValue RSA = rsa();
  private static final ObjectValue OTHER_RSA = rsa();
  private static final Value PAYLOAD =
      ObjectValue.builder().put("sub", StringValue.of("agent")).build();

  private static Value call(String name, Value... arguments) throws BuiltinException {
    Value result =
        Builtins.standard()
            .find(name)
            .orElseThrow()
            .implementation()
            .orElseThrow()
            .call(TestContext.ample(), List.of(arguments));
    assertThat(result).isNotNull();
    return result == null ? BooleanValue.FALSE : result;
  }

  private static Value number(BigInteger value, int bytes) {
    byte[] raw = value.toByteArray();
    byte[] sized = new byte[Math.max(bytes, raw[0] == 0 ? raw.length - 1 : raw.length)];
    int from = Math.max(0, raw.length - sized.length);
    System.arraycopy(raw, from, sized, sized.length - (raw.length - from), raw.length - from);
    return text(sized);
  }

  private static Value text(byte[] bytes) {
    return StringValue.of(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  private static ObjectValue rsa() {
    RSAPrivateCrtKey key;
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      key = (RSAPrivateCrtKey) generator.generateKeyPair().getPrivate();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    return ObjectValue.builder()
        .put("kty", StringValue.of("RSA"))
        .put("n", number(key.getModulus(), 0))
        .put("e", number(key.getPublicExponent(), 0))
        .put("d", number(key.getPrivateExponent(), 0))
        .put("p", number(key.getPrimeP(), 0))
        .put("q", number(key.getPrimeQ(), 0))
        .put("dp", number(key.getPrimeExponentP(), 0))
        .put("dq", number(key.getPrimeExponentQ(), 0))
        .put("qi", number(key.getCrtCoefficient(), 0))
        .build();
  }

  private static ObjectValue ec(String curve, String javaName, int bytes) throws Exception {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(javaName));
    KeyPair pair = generator.generateKeyPair();
    var open = (ECPublicKey) pair.getPublic();
    return ObjectValue.builder()
        .put("kty", StringValue.of("EC"))
        .put("crv", StringValue.of(curve))
        .put("x", number(open.getW().getAffineX(), bytes))
        .put("y", number(open.getW().getAffineY(), bytes))
        .put("d", number(((ECPrivateKey) pair.getPrivate()).getS(), bytes))
        .build();
  }

  private static ObjectValue ed25519() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    byte[] open = pair.getPublic().getEncoded();
    byte[] secret = pair.getPrivate().getEncoded();
    return ObjectValue.builder()
        .put("kty", StringValue.of("OKP"))
        .put("crv", StringValue.of("Ed25519"))
        .put("x", text(Arrays.copyOfRange(open, open.length - 32, open.length)))
        .put("d", text(Arrays.copyOfRange(secret, secret.length - 32, secret.length)))
        .build();
  }

  private static void roundTrip(String algorithm, ObjectValue jwk, ObjectValue otherKey)
      throws Exception {
    Value headers = ObjectValue.builder().put("alg", StringValue.of(algorithm)).build();
    var token = (StringValue) call("io.jwt.encode_sign", headers, PAYLOAD, jwk);
    String verify = "io.jwt.verify_" + algorithm.toLowerCase(Locale.ROOT);
    StringValue key = json(jwk);
    assertThat(call(verify, token, key)).as(algorithm).isEqualTo(BooleanValue.TRUE);
    assertThat(call(verify, token, json(otherKey))).isEqualTo(BooleanValue.FALSE);
    assertThat(call(verify, tampered(token), key)).isEqualTo(BooleanValue.FALSE);
    Value constraints = ObjectValue.builder().put("cert", key).build();
    assertThat(call("io.jwt.decode_verify", token, constraints).toString()).startsWith("[true, ");
    assertThat(call("io.jwt.decode_verify", tampered(token), constraints))
        .hasToString("[false, {}, {}]");
  }

  private static StringValue json(Value value) {
    return StringValue.of(GoJson.compact(ValueJson.toJson(value)));
  }

  /** The same token with another payload. */
  private static StringValue tampered(StringValue token) {
    String[] parts = token.value().split("\\.", -1);
    String payload =
        ((StringValue) text("{\"sub\":\"root\"}".getBytes(StandardCharsets.UTF_8))).value();
    return StringValue.of(parts[0] + "." + payload + "." + parts[2]);
  }

  @Test
  void everyAlgorithmVerifiesWhatItSignedAndNothingElse() throws Exception {
    for (String algorithm : List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")) {
      roundTrip(algorithm, RSA, OTHER_RSA);
    }
    roundTrip("ES256", ec("P-256", "secp256r1", 32), ec("P-256", "secp256r1", 32));
    roundTrip("ES384", ec("P-384", "secp384r1", 48), ec("P-384", "secp384r1", 48));
    roundTrip("ES512", ec("P-521", "secp521r1", 66), ec("P-521", "secp521r1", 66));
    roundTrip("EdDSA", ed25519(), ed25519());
  }

  @Test
  void aKeyOfAnotherKindNeverVerifies() throws Exception {
    Value headers = ObjectValue.builder().put("alg", StringValue.of("RS256")).build();
    Value token = call("io.jwt.encode_sign", headers, PAYLOAD, RSA);
    for (ObjectValue key : List.of(ec("P-256", "secp256r1", 32), ed25519())) {
      assertThat(call("io.jwt.verify_rs256", token, json(key))).isEqualTo(BooleanValue.FALSE);
    }
    assertThat(call("io.jwt.verify_hs256", token, json(RSA))).isEqualTo(BooleanValue.FALSE);
  }

  @Test
  void onlyTheKeyThatTheHeaderNamesIsTried() throws Exception {
    ObjectValue named =
        ObjectValue.builder().putAll(OTHER_RSA).put("kid", StringValue.of("k1")).build();
    Value headers =
        ObjectValue.builder()
            .put("alg", StringValue.of("RS256"))
            .put("kid", StringValue.of("k1"))
            .build();
    Value token = call("io.jwt.encode_sign", headers, PAYLOAD, RSA);
    Value set = ObjectValue.builder().put("keys", ArrayValue.of(RSA, named)).build();
    assertThat(call("io.jwt.verify_rs256", token, json(set))).isEqualTo(BooleanValue.FALSE);
  }
}
