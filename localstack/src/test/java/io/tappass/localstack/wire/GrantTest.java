package io.tappass.localstack.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GrantTest {
  @Test
  void whatNoGrantNamesIsDenied() {
    Credential reader = Credential.reader("AKID", "secret", "bundles", "releases/");
    assertThat(reader.allows("s3:GetObject", "bundles/releases/1.json")).isTrue();
    assertThat(reader.allows("s3:GetObject", "bundles/trust/1.json")).isFalse();
    assertThat(reader.allows("s3:GetObject", "bundles2/releases/1.json")).isFalse();
    assertThat(reader.allows("s3:PutObject", "bundles/releases/1.json")).isFalse();
    assertThat(reader.allows("s3:GetObjectVersion", "bundles/releases/1.json")).isFalse();
    assertThat(reader.toString()).doesNotContain("secret");
  }

  @Test
  void anAsteriskStandsForAnyText() {
    var grant = new Grant("s3:Get*", "a*b*c");
    assertThat(grant.allows("s3:GetObject", "abc")).isTrue();
    assertThat(grant.allows("s3:Get", "a-b-b-c")).isTrue();
    assertThat(grant.allows("s3:GetObject", "a-b-c-")).isFalse();
    assertThat(grant.allows("s3:PutObject", "abc")).isFalse();
  }
}
