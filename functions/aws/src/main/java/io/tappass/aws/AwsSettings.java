package io.tappass.aws;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Where and how the AWS services are reached.
 *
 * @param endpoint of a stand-in; empty for AWS itself
 * @param accessKey empty for the SDK's own search (environment, profile, role)
 * @param bucket of the bundle store
 * @param tablePrefix in front of {@code enrolments}, {@code desired} and {@code applied}
 */
public record AwsSettings(
    String region,
    Optional<URI> endpoint,
    Optional<AccessKey> accessKey,
    String bucket,
    String tablePrefix,
    Timeouts timeouts) {

  /** A fixed access key. */
  public record AccessKey(String id, String secret) {
    @Override
    public String toString() {
      return "AccessKey[" + id + "]";
    }
  }

  /**
   * How long the services may take. Nothing waits without end.
   *
   * @param connect for the TCP connection
   * @param attempt for one attempt, answer read
   * @param call for all attempts of one call
   * @param attemptsMax attempts of one call, the first included
   */
  public record Timeouts(Duration connect, Duration attempt, Duration call, int attemptsMax) {

    /** What the functions and the embedded stack use. */
    public static final Timeouts USUAL =
        new Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(20), 4);
  }

  /** Settings for a stand-in on this machine. */
  public static AwsSettings standIn(URI endpoint, AccessKey key, String bucket) {
    return new AwsSettings(
        "us-east-1", Optional.of(endpoint), Optional.of(key), bucket, "tappass-", Timeouts.USUAL);
  }

  /** The same with other timeouts. */
  public AwsSettings withTimeouts(Timeouts others) {
    return new AwsSettings(region, endpoint, accessKey, bucket, tablePrefix, others);
  }
}
