package io.tappass.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tappass.trust.KeyRefusedException.Reason;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class KeysTest {
  private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.UTF_8);
  private static final BigInteger P256_ORDER =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void a_signature_verifies_for_its_message_only(Algorithm algorithm) throws Exception {
    LocalSigner signer = LocalSigner.generate(algorithm, new SecureRandom());
    byte[] signature = signer.sign(MESSAGE);

    assertThat(signer.key().verifies(MESSAGE, signature)).isTrue();
    assertThat(signer.key().verifies(new byte[] {1}, signature)).isFalse();
    for (int at = 0; at < signature.length; at++) {
      byte[] flipped = signature.clone();
      flipped[at] ^= 1;
      assertThat(signer.key().verifies(MESSAGE, flipped)).as("byte %d flipped", at).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void a_private_key_survives_its_stored_form(Algorithm algorithm) throws Exception {
    LocalSigner signer = LocalSigner.generate(algorithm, new SecureRandom());
    LocalSigner loaded = LocalSigner.ofPkcs8(signer.pkcs8());

    assertThat(loaded.key()).isEqualTo(signer.key());
    assertThat(loaded.sign(MESSAGE)).isEqualTo(signer.sign(MESSAGE));
    assertThat(loaded.toString()).doesNotContain(HexFormat.of().formatHex(signer.pkcs8()));
  }

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void the_jdk_reads_our_private_keys_and_we_verify_what_it_signs(Algorithm algorithm)
      throws Exception {
    LocalSigner signer = LocalSigner.generate(algorithm, new SecureRandom());
    boolean edwards = algorithm == Algorithm.ED25519;
    var jdkKey =
        KeyFactory.getInstance(edwards ? "Ed25519" : "EC")
            .generatePrivate(new PKCS8EncodedKeySpec(signer.pkcs8()));
    var jdk = Signature.getInstance(edwards ? "Ed25519" : "SHA256withECDSA");
    jdk.initSign(jdkKey);
    jdk.update(MESSAGE);

    assertThat(signer.key().verifies(MESSAGE, jdk.sign())).isTrue();
  }

  @Test
  void keys_made_by_the_jdk_are_accepted() throws Exception {
    var edwards = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    var curve = generator.generateKeyPair();

    byte[] edwardsSpki = edwards.getPublic().getEncoded();
    assertThat(VerifyingKey.of(Algorithm.ED25519, edwardsSpki).keyId())
        .isEqualTo(Sha256.hex(edwardsSpki));
    assertThat(VerifyingKey.of(Algorithm.ECDSA_P256, curve.getPublic().getEncoded()).algorithm())
        .isEqualTo(Algorithm.ECDSA_P256);
  }

  @Test
  void rfc_8032_test_2_is_met() throws Exception {
    byte[] seed =
        HexFormat.of().parseHex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
    LocalSigner signer = LocalSigner.ofSecret(Algorithm.ED25519, seed);

    assertThat(HexFormat.of().formatHex(signer.key().spki()))
        .endsWith("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    assertThat(HexFormat.of().formatHex(signer.sign(new byte[] {0x72})))
        .isEqualTo(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
  }

  @Test
  void a_64_byte_signature_with_a_byte_more_or_less_is_refused() throws Exception {
    LocalSigner signer = TestKeys.ed25519("host");
    byte[] signature = signer.sign(MESSAGE);

    assertThat(signer.key().verifies(MESSAGE, Arrays.copyOf(signature, 65))).isFalse();
    assertThat(signer.key().verifies(MESSAGE, Arrays.copyOf(signature, 63))).isFalse();
    assertThat(signer.key().verifies(MESSAGE, new byte[0])).isFalse();
  }

  @Test
  void der_that_is_not_the_one_encoding_is_refused() throws Exception {
    LocalSigner signer = TestKeys.p256("release");
    byte[] der = signer.sign(MESSAGE);
    int first = der[3];
    byte[] r = Arrays.copyOfRange(der, 4, 4 + first);
    byte[] s = Arrays.copyOfRange(der, 6 + first, der.length);
    assertThat(signer.key().verifies(MESSAGE, der(r, s))).isTrue();

    byte[] padded = new byte[r.length + 1];
    System.arraycopy(r, 0, padded, 1, r.length);
    byte[] beyond = new BigInteger(1, s).add(P256_ORDER).toByteArray();
    byte[] longLength = new byte[der.length + 1];
    longLength[0] = der[0];
    longLength[1] = (byte) 0x81;
    System.arraycopy(der, 1, longLength, 2, der.length - 1);

    assertThat(signer.key().verifies(MESSAGE, der(padded, s))).isFalse();
    assertThat(signer.key().verifies(MESSAGE, der(r, beyond))).isFalse();
    assertThat(signer.key().verifies(MESSAGE, longLength)).isFalse();
    assertThat(signer.key().verifies(MESSAGE, Arrays.copyOf(der, der.length + 1))).isFalse();
    assertThat(signer.key().verifies(MESSAGE, der(new byte[] {0}, s))).isFalse();
    assertThat(signer.key().verifies(MESSAGE, der(new byte[] {-1}, s))).isFalse();
    assertThat(signer.key().verifies(MESSAGE, HexFormat.of().parseHex("3006020100020100")))
        .isFalse();
  }

  private static byte[] der(byte[] r, byte[] s) {
    byte[] out = new byte[6 + r.length + s.length];
    out[0] = 0x30;
    out[1] = (byte) (out.length - 2);
    out[2] = 2;
    out[3] = (byte) r.length;
    System.arraycopy(r, 0, out, 4, r.length);
    out[4 + r.length] = 2;
    out[5 + r.length] = (byte) s.length;
    System.arraycopy(s, 0, out, 6 + r.length, s.length);
    return out;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // The points of order 1, 2, 4, 4, 8, 8, 8, 8 in their canonical encodings.
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        // x = 0 with its sign bit set: a second spelling of order 1 and 2.
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        // y = 2: no point of the curve.
        "0200000000000000000000000000000000000000000000000000000000000000",
      })
  void points_of_low_order_and_off_the_curve_are_refused(String point) {
    assertRefused(
        Algorithm.ED25519, PublicKeyForm.ed25519(HexFormat.of().parseHex(point)), Reason.POINT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
      })
  void an_unreduced_y_is_refused(String point) {
    assertRefused(
        Algorithm.ED25519,
        PublicKeyForm.ed25519(HexFormat.of().parseHex(point)),
        Reason.NON_CANONICAL);
  }

  @Test
  void a_key_of_another_length_or_header_is_refused() {
    byte[] spki = TestKeys.ed25519("host").key().spki();
    byte[] other = spki.clone();
    other[8] ^= 1;

    assertRefused(Algorithm.ED25519, Arrays.copyOf(spki, spki.length + 1), Reason.ENCODING);
    assertRefused(Algorithm.ED25519, other, Reason.ENCODING);
    assertRefused(Algorithm.ECDSA_P256, spki, Reason.ENCODING);
    assertRefused(Algorithm.ED25519, TestKeys.p256("host").key().spki(), Reason.ENCODING);
  }

  @Test
  void a_p256_point_off_the_curve_or_unreduced_is_refused() {
    byte[] spki = TestKeys.p256("host").key().spki();
    byte[] off = spki.clone();
    off[off.length - 1] ^= 1;
    byte[] unreduced = spki.clone();
    Arrays.fill(unreduced, unreduced.length - 32, unreduced.length, (byte) 0xff);

    assertRefused(Algorithm.ECDSA_P256, off, Reason.POINT);
    assertRefused(Algorithm.ECDSA_P256, unreduced, Reason.NON_CANONICAL);
  }

  @Test
  void a_key_is_known_by_its_own_digest_only() {
    VerifyingKey key = TestKeys.ed25519("host").key();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new VerifyingKey("0".repeat(64), key.algorithm(), key.spki()));
  }

  @Test
  void the_bytes_of_a_key_cannot_be_changed_from_outside() {
    VerifyingKey key = TestKeys.ed25519("host").key();
    key.spki()[20] ^= 1;

    assertThat(key).isEqualTo(TestKeys.ed25519("host").key());
    assertThat(key.keyId()).isEqualTo(Sha256.hex(key.spki()));
  }

  private static void assertRefused(Algorithm algorithm, byte[] spki, Reason reason) {
    assertThatThrownBy(() -> VerifyingKey.of(algorithm, spki))
        .isInstanceOfSatisfying(
            KeyRefusedException.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
  }
}
