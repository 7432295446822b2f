package io.tappass.host.pull;

import java.util.Optional;

/**
 * What a host may read the store with; it grants GET and nothing else.
 *
 * @param region of the bucket
 * @param sessionToken of temporary credentials
 */
public record ReadCredential(
    String accessKeyId, String secretKey, String region, Optional<String> sessionToken) {

  /** Never shows the secret. */
  @Override
  public String toString() {
    return "ReadCredential[" + accessKeyId + "]";
  }
}
