package io.tappass.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tappass.audit.AuditException.Code;
import io.tappass.trust.Algorithm;
import io.tappass.trust.KeyRefusedException;
import io.tappass.trust.VerifyingKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignedNoteTest {

  /** The example of the Go package golang.org/x/mod/sumdb/note, which C2SP's format comes from. */
  private static final String PUBLISHED =
      """
      If you think cryptography is the answer to your problem,
      then you don't know what your problem is.

      \u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
      """;

  private static final String PUBLISHED_KEY =
      "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

  private static NoteKey publishedKey() throws KeyRefusedException {
    byte[] typeAndKey = Base64.getDecoder().decode(PUBLISHED_KEY.split("\\+", 3)[2]);
    byte[] prefix = HexFormat.of().parseHex("302a300506032b6570032100");
    byte[] spki = new byte[prefix.length + 32];
    System.arraycopy(prefix, 0, spki, 0, prefix.length);
    System.arraycopy(typeAndKey, 1, spki, prefix.length, 32);
    return new NoteKey("PeterNeumann", VerifyingKey.of(Algorithm.ED25519, spki));
  }

  private static void fails(Code code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(AuditException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void the_published_note_verifies_under_the_published_key() throws Exception {
    SignedNote note = SignedNote.parse(PUBLISHED);
    note.verify(publishedKey());
    assertThat(HexFormat.of().formatHex(publishedKey().id())).isEqualTo("c74f20a3");
    assertThat(note.write()).isEqualTo(PUBLISHED);
  }

  @Test
  void a_changed_text_does_not_verify() throws Exception {
    SignedNote note = SignedNote.parse(PUBLISHED.replace("answer", "Answer"));
    fails(Code.BAD_SIGNATURE, () -> note.verify(publishedKey()));
  }

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void a_checkpoint_of_either_kind_of_key_verifies_and_names_it(Algorithm algorithm)
      throws Exception {
    var signer = TestSigner.of(algorithm);
    var checkpoint = new Checkpoint(AuditFixtures.ORIGIN, 3, MerkleHash.emptyRoot());
    SignedNote note = SignedNote.sign(checkpoint.write(), AuditFixtures.ORIGIN, signer);
    SignedNote read = SignedNote.parse(note.write());
    read.verify(new NoteKey(AuditFixtures.ORIGIN, signer.key()));
    assertThat(Checkpoint.parse(read.text())).isEqualTo(checkpoint);
    fails(
        Code.UNKNOWN_KEY,
        () -> read.verify(new NoteKey(AuditFixtures.ORIGIN, TestSigner.ed25519().key())));
    fails(
        Code.UNKNOWN_KEY, () -> read.verify(new NoteKey("tappass/acme/laptop-2/1", signer.key())));
  }

  @Test
  void a_signature_with_a_byte_more_does_not_verify() throws Exception {
    var signer = TestSigner.ed25519();
    SignedNote note = SignedNote.sign("text\n", "name", signer);
    byte[] bytes = Base64.getDecoder().decode(note.signatures().getFirst().encoded());
    String longer = Base64.getEncoder().encodeToString(Arrays.copyOf(bytes, bytes.length + 1));
    var changed = new SignedNote("text\n", List.of(new SignedNote.NoteSignature("name", longer)));
    fails(Code.BAD_SIGNATURE, () -> changed.verify(new NoteKey("name", signer.key())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "text\n",
        "text\n\n",
        "text\n\n\u2014 name\n",
        "text\n\n\u2014 name AAAA\n",
        "text\n\n\u2014 name AAAAAAA=",
        "text\n\n\u2014 name AAAAAAB=\n",
        "text\n\n\u2014 name AAAAAAA=\nno signature\n",
        "text\n\n\u2014 name AAAAAAA=\n\nmore\n",
        "te\txt\n\n\u2014 name AAAAAAA=\n",
        "text\r\n\n\u2014 name AAAAAAA=\n"
      })
  void text_that_is_no_note_is_refused(String text) {
    fails(Code.NOT_A_CHECKPOINT, () -> SignedNote.parse(text));
  }

  @Test
  void a_note_beyond_its_limits_is_refused() {
    String signature = "\u2014 name AAAAAAA=\n";
    fails(
        Code.NOT_A_CHECKPOINT,
        () -> SignedNote.parse("x".repeat(SignedNote.CHARS_MAX) + "\n\n" + signature));
    fails(
        Code.NOT_A_CHECKPOINT,
        () -> SignedNote.parse("x\n\n" + signature.repeat(SignedNote.SIGNATURES_MAX + 1)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "o\n1\n",
        "o\n01\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "o\n-1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "o\n1\nAAAA\n",
        "o\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nextension\n",
        "o o\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "o\n1234567890123456\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
      })
  void text_that_is_no_checkpoint_is_refused(String text) {
    fails(Code.NOT_A_CHECKPOINT, () -> Checkpoint.parse(text));
  }
}
