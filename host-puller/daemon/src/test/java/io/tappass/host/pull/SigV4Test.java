package io.tappass.host.pull;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SigV4Test {

  /** The example "GET Object" of the Amazon S3 API reference, with its published signature. */
  @Test
  void the_published_example_has_its_published_signature() {
    var credential =
        new ReadCredential(
            "AKIAIOSFODNN7EXAMPLE",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "us-east-1",
            Optional.empty());
    Map<String, String> headers =
        SigV4.headers(
            credential,
            "examplebucket.s3.amazonaws.com",
            "/test.txt",
            Map.of("range", "bytes=0-9"),
            Instant.parse("2013-05-24T00:00:00Z"));
    assertThat(headers.get("Authorization"))
        .isEqualTo(
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                + "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
                + "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
  }

  @Test
  void a_credential_never_shows_its_secret() {
    assertThat(new ReadCredential("id", "secret", "r", Optional.of("token")).toString())
        .doesNotContain("secret", "token");
  }
}
