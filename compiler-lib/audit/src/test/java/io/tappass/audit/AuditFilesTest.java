package io.tappass.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tappass.audit.AuditException.Code;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The two small files beside the records: the trust file and the list of a pack. */
class AuditFilesTest {
  private static final String TRUST =
      new String(
          AuditTrust.of(AuditFixtures.LOG, TestSigner.fixed().key()).write(),
          StandardCharsets.UTF_8);

  private static void refusesTrust(String text) {
    assertThat(text).isNotEqualTo(TRUST);
    assertThatThrownBy(() -> AuditTrust.read(text.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(AuditException.class);
  }

  @Test
  void a_trust_file_that_says_anything_else_is_refused() {
    refusesTrust(TRUST + "\n");
    refusesTrust(TRUST.replace("v1", "v2"));
    refusesTrust(TRUST.replace("ed25519", "ed448"));
    refusesTrust(TRUST.replace("ed25519", "ecdsa-p256"));
    refusesTrust(TRUST.replace("\"revoked\":[]", "\"revoked\":[{\"epoch\":1}]"));
    refusesTrust(TRUST.replace("\"revoked\":[]", "\"revoked\":[{\"epoch\":0,\"size_max\":1}]"));
    refusesTrust(TRUST.replace("\"revoked\":[],", ""));
    refusesTrust(TRUST.replace("\"spki\":\"", "\"spki\":\"AAAA"));
    refusesTrust(TRUST.replace("{\"logs\"", "{\"extra\":1,\"logs\""));
  }

  @Test
  void a_trust_file_beyond_its_limit_is_refused() {
    refusesTrust(" ".repeat(AuditTrust.BYTES_MAX) + TRUST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "../x",
        "a/../b",
        "/etc/passwd",
        "a//b",
        "a/",
        "a\\b",
        ".hidden",
        "a/.x",
        "a b",
        "\u00e4"
      })
  void a_path_that_could_leave_the_pack_is_refused(String path) {
    assertThatThrownBy(() -> new PackManifest.Segment(path, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    String text =
        new String(
            new PackManifest(
                    AuditFixtures.LOG,
                    List.of(new PackManifest.Epoch(1, 1, "checkpoints", List.of())),
                    List.of())
                .write(),
            StandardCharsets.UTF_8);
    String changed = text.replace("\"checkpoints\",", "\"" + path.replace("\\", "\\\\") + "\",");
    assertThatThrownBy(() -> PackManifest.read(changed.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOfSatisfying(
            AuditException.class, e -> assertThat(e.code()).isEqualTo(Code.BAD_MANIFEST));
  }
}
