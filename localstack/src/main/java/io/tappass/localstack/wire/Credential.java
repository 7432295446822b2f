package io.tappass.localstack.wire;

import java.util.List;

/**
 * An access key of the stand-ins and what it may do; whatever no grant names is denied.
 *
 * @param accessKeyId at most 128 characters
 * @param secretKey never logged
 */
public record Credential(String accessKeyId, String secretKey, List<Grant> grants) {

  public Credential {
    if (accessKeyId.isEmpty() || accessKeyId.length() > 128 || secretKey.isEmpty()) {
      throw new IllegalArgumentException("a credential needs an access key id and a secret");
    }
    grants = List.copyOf(grants);
  }

  /** A credential that may do everything. */
  public static Credential administrator(String accessKeyId, String secretKey) {
    return new Credential(accessKeyId, secretKey, List.of(new Grant("*", "*")));
  }

  /** A credential that may read the objects of one bucket below a prefix, and nothing else. */
  public static Credential reader(
      String accessKeyId, String secretKey, String bucket, String prefix) {
    return new Credential(
        accessKeyId, secretKey, List.of(new Grant("s3:GetObject", bucket + "/" + prefix + "*")));
  }

  /** Whether a grant names the action on the resource. */
  public boolean allows(String action, String resource) {
    return grants.stream().anyMatch(grant -> grant.allows(action, resource));
  }

  @Override
  public String toString() {
    return "Credential[" + accessKeyId + "]";
  }
}
