package io.tappass.audit;

/**
 * The policy in force.
 *
 * @param digest {@code sha256:} and 64 hexadecimal digits
 * @param release the number of the release it came with
 */
public record PolicyReference(String digest, long release) {
  public PolicyReference {
    Digests.require("policy digest", digest);
    if (release < 0) {
      throw new IllegalArgumentException("release " + release);
    }
  }
}
