package io.tappass.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tappass.localstack.Fault;
import io.tappass.trust.Algorithm;
import io.tappass.trust.DocumentSigner;
import io.tappass.trust.SigningException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KmsSignerTest {
  private LocalBackend local;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    local = new LocalBackend(folder);
  }

  @AfterEach
  void end() throws Exception {
    assertThat(local.aws.notBuilt()).isEmpty();
    assertThat(local.isArmed()).as("a fault that no request met").isFalse();
    local.close();
  }

  private DocumentSigner signer(Algorithm algorithm) throws Exception {
    return local.backend.signer(local.backend.createKey(algorithm, "release"));
  }

  @Test
  void aSignatureIsThatOfTheKey() throws Exception {
    byte[] message = "a release".getBytes(UTF_8);
    for (Algorithm algorithm : Algorithm.values()) {
      DocumentSigner signer = signer(algorithm);
      assertThat(signer.key().algorithm()).isEqualTo(algorithm);
      assertThat(signer.key().verifies(message, signer.sign(message))).isTrue();
    }
  }

  @Test
  void aLongMessageIsSignedWithP256AndRefusedWithEd25519() throws Exception {
    byte[] message = new byte[KmsSigner.MESSAGE_BYTES_MAX + 1];
    DocumentSigner p256 = signer(Algorithm.ECDSA_P256);
    assertThat(p256.key().verifies(message, p256.sign(message))).isTrue();
    DocumentSigner ed25519 = signer(Algorithm.ED25519);
    assertThat(ed25519.sign(new byte[KmsSigner.MESSAGE_BYTES_MAX])).hasSize(64);
    assertThatThrownBy(() -> ed25519.sign(message))
        .isInstanceOf(SigningException.class)
        .hasMessageContaining("4097");
  }

  @Test
  void anUnknownKeyAndAnUnreachableServiceSignNothing() throws Exception {
    assertThatThrownBy(() -> local.backend.signer("11111111-2222-4333-8444-555555555555"))
        .isInstanceOf(SigningException.class);
    DocumentSigner signer = signer(Algorithm.ED25519);
    for (Fault fault :
        new Fault[] {
          new Fault.Nonsense(), new Fault.CutBefore(), new Fault.Refuse(400, "DisabledException")
        }) {
      local.always(fault);
      assertThatThrownBy(() -> signer.sign(new byte[1]))
          .as(fault.toString())
          .isInstanceOf(SigningException.class);
    }
  }

  @Test
  void aLostAnswerIsAskedForAgain() throws Exception {
    DocumentSigner signer = signer(Algorithm.ED25519);
    local.once("Sign", new Fault.CutAfter());
    assertThat(signer.key().verifies(new byte[1], signer.sign(new byte[1]))).isTrue();
  }
}
