package io.tappass.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DsseTest {
  private static final byte[] PAYLOAD = "{}".getBytes(StandardCharsets.UTF_8);
  private static final int BYTES_MAX = 4096;

  private final LocalSigner one = TestKeys.ed25519("one");
  private final LocalSigner two = TestKeys.p256("two");
  private final LocalSigner stranger = TestKeys.ed25519("stranger");
  private final List<VerifyingKey> keys = List.of(one.key(), two.key());

  @Test
  void the_encoding_of_the_specification_is_met() {
    byte[] encoded =
        Dsse.preAuthenticationEncoding(
            "http://example.com/HelloWorld", "hello world".getBytes(StandardCharsets.UTF_8));

    assertThat(new String(encoded, StandardCharsets.UTF_8))
        .isEqualTo("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
  }

  @Test
  void signers_of_both_algorithms_meet_a_threshold_of_two() throws Exception {
    byte[] envelope = Dsse.sign(PayloadTypes.LEASE, PAYLOAD, List.of(one, two));

    assertThat(Dsse.verify(envelope, BYTES_MAX, PayloadTypes.LEASE, keys, 2)).isEqualTo(PAYLOAD);
  }

  @Test
  void keys_nobody_trusts_count_for_nothing() throws Exception {
    byte[] envelope = Dsse.sign(PayloadTypes.LEASE, PAYLOAD, List.of(one, stranger));

    assertThat(Dsse.verify(envelope, BYTES_MAX, PayloadTypes.LEASE, keys, 1)).isEqualTo(PAYLOAD);
    assertRefused("threshold_not_met", () -> verify(envelope, 2));
  }

  @Test
  void a_signature_in_the_name_of_a_trusted_key_refuses_the_envelope() throws Exception {
    var signed = envelope(List.of(one, stranger));
    List<Envelope.Signature> signatures = new ArrayList<>(signed.signatures());
    signatures.set(1, new Envelope.Signature(two.key().keyId(), signatures.get(1).bytes()));
    byte[] forged = new Envelope(signed.payloadType(), PAYLOAD, signatures).write();

    assertRefused("bad_signature", () -> verify(forged, 1));
  }

  @Test
  void one_key_cannot_sign_twice() throws Exception {
    byte[] envelope = Dsse.sign(PayloadTypes.LEASE, PAYLOAD, List.of(one, one));

    assertRefused("duplicate_signer", () -> verify(envelope, 1));
  }

  @Test
  void a_document_of_another_type_is_refused_though_well_signed() throws Exception {
    byte[] envelope = Dsse.sign(PayloadTypes.RELEASE, PAYLOAD, List.of(one));

    assertRefused("wrong_payload_type", () -> verify(envelope, 1));
  }

  @Test
  void a_type_changed_after_signing_is_refused() throws Exception {
    var signed = envelope(List.of(one));
    byte[] relabelled = new Envelope(PayloadTypes.LEASE, PAYLOAD, signed.signatures()).write();
    byte[] other = Dsse.sign(PayloadTypes.RELEASE, PAYLOAD, List.of(one));
    byte[] moved =
        new Envelope(PayloadTypes.LEASE, PAYLOAD, Envelope.read(other, BYTES_MAX).signatures())
            .write();

    assertThat(verify(relabelled, 1)).isEqualTo(PAYLOAD);
    assertRefused("bad_signature", () -> verify(moved, 1));
  }

  @Test
  void size_is_judged_before_content() {
    assertRefused("oversized", () -> verify(new byte[BYTES_MAX + 1], 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"payloadType\":\"t\",\"payload\":\"\",\"signatures\":{}}",
        "{\"payloadType\":\"t\",\"payload\":\"\",\"signatures\":[],\"extra\":1}",
        "{\"payloadType\":\"t\",\"payload\":\"\",\"payload\":\"\",\"signatures\":[]}",
        "{\"payloadType\":\"t\",\"payload\":\"e30\",\"signatures\":[]}",
        "{\"payloadType\":\"t\",\"payload\":\"e31=\",\"signatures\":[]}",
        "{\"payloadType\":\"t\",\"payload\":\"_-==\",\"signatures\":[]}",
        "{\"payloadType\":\"t\",\"payload\":\"e3 0=\",\"signatures\":[]}",
        "{\"payloadType\":\"t\",\"payload\":\"\",\"signatures\":[{\"sig\":\"\"}]}",
        "{\"payloadType\":\"t\",\"payload\":\"\",\"signatures\":[{\"keyid\":\"\",\"sig\":\"\",\"cert\":\"\"}]}",
        "{\"payloadType\":\"t\",\"payload\":\"\",\"signatures\":[]} x",
      })
  void anything_but_one_strict_envelope_is_malformed(String text) {
    assertRefused("malformed", () -> verify(text.getBytes(StandardCharsets.UTF_8), 1));
  }

  @Test
  void more_signatures_than_the_limit_are_malformed() throws Exception {
    var signature = new Envelope.Signature("", new byte[0]);
    byte[] full = new Envelope("t", PAYLOAD, Collections.nCopies(16, signature)).write();
    byte[] over = new Envelope("t", PAYLOAD, Collections.nCopies(17, signature)).write();

    assertThat(Envelope.read(full, BYTES_MAX).signatures()).hasSize(16);
    assertRefused("malformed", () -> verify(over, 1));
  }

  private byte[] verify(byte[] envelope, int threshold) throws Refusal {
    return Dsse.verify(envelope, BYTES_MAX, PayloadTypes.LEASE, keys, threshold);
  }

  private static Envelope envelope(List<LocalSigner> signers) throws Exception {
    return Envelope.read(Dsse.sign(PayloadTypes.LEASE, PAYLOAD, signers), BYTES_MAX);
  }

  private static void assertRefused(String code, ThrowingCallable verification) {
    assertThatThrownBy(verification)
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(code));
  }
}
