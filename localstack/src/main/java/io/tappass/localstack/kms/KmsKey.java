package io.tappass.localstack.kms;

import io.tappass.json.JsonException;
import io.tappass.json.JsonFields;
import io.tappass.json.JsonLimits;
import io.tappass.json.JsonShapeException;
import io.tappass.json.JsonText;
import io.tappass.json.JsonValue;
import io.tappass.json.StrictJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;

/** One signing key with its private half, as it stands in its file. */
record KmsKey(String id, KeySpec spec, String description, Instant created, KeyPair pair) {
  private static final int FILE_BYTES_MAX = 64 * 1024;

  static KmsKey generate(
      String id, KeySpec spec, String description, Instant now, SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(spec.keyAlgorithm());
      switch (spec) {
        case ECC_NIST_EDWARDS25519 -> generator.initialize(255, random);
        case ECC_NIST_P256 -> generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      }
      return new KmsKey(id, spec, description, now, generator.generateKeyPair());
    } catch (NoSuchAlgorithmException | InvalidAlgorithmParameterException e) {
      throw new IllegalStateException(e);
    }
  }

  byte[] encode() {
    var base64 = Base64.getEncoder();
    JsonValue file =
        JsonValue.object()
            .put("id", id)
            .put("spec", spec.name())
            .put("description", description)
            .put("created", created.toString())
            .put("public", base64.encodeToString(pair.getPublic().getEncoded()))
            .put("private", base64.encodeToString(pair.getPrivate().getEncoded()))
            .build();
    return JsonText.pretty(file).getBytes(StandardCharsets.UTF_8);
  }

  static KmsKey decode(byte[] file) throws IOException {
    try {
      JsonFields fields =
          JsonFields.of("key", StrictJson.parse(file, JsonLimits.bytes(FILE_BYTES_MAX)));
      KeySpec spec = KeySpec.valueOf(fields.string("spec"));
      var base64 = Base64.getDecoder();
      KeyFactory factory = KeyFactory.getInstance(spec.keyAlgorithm());
      var pair =
          new KeyPair(
              factory.generatePublic(
                  new X509EncodedKeySpec(base64.decode(fields.string("public")))),
              factory.generatePrivate(
                  new PKCS8EncodedKeySpec(base64.decode(fields.string("private")))));
      return new KmsKey(
          fields.string("id"),
          spec,
          fields.string("description"),
          Instant.parse(fields.string("created")),
          pair);
    } catch (JsonException
        | JsonShapeException
        | GeneralSecurityException
        | IllegalArgumentException e) {
      throw new IOException("a key file that cannot be read", e);
    }
  }

  @Override
  public String toString() {
    return "KmsKey[" + id + ", " + spec + "]";
  }
}
