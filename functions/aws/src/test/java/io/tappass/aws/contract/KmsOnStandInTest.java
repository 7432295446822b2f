package io.tappass.aws.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KeySpec;

class KmsOnStandInTest extends KmsContract {
  @RegisterExtension static final StandIn STAND_IN = new StandIn();

  @Override
  AwsTarget target() {
    return STAND_IN.target();
  }

  @Test
  void aPrivateKeyIsReadByItsOwnerOnlyAndSurvivesARestart() throws Exception {
    String id;
    byte[] before;
    try (KmsClient kms = target().kms()) {
      id =
          kms.createKey(r -> r.keySpec(KeySpec.ECC_NIST_EDWARDS25519).keyUsage("SIGN_VERIFY"))
              .keyMetadata()
              .keyId();
      before = kms.getPublicKey(r -> r.keyId(id)).publicKey().asByteArray();
    }
    Path file = STAND_IN.folder().resolve("kms").resolve(id + ".json");
    assertThat(Files.readString(file, UTF_8)).contains("private");
    assertThat(Files.getPosixFilePermissions(file))
        .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    STAND_IN.restart();
    try (KmsClient kms = target().kms()) {
      assertThat(kms.getPublicKey(r -> r.keyId(id)).publicKey().asByteArray()).isEqualTo(before);
    }
  }
}
