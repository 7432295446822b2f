package io.tappass.localstack;

import io.tappass.localstack.wire.Credential;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;

/**
 * What the stand-ins start with.
 *
 * @param dataFolder made if absent; one process at a time
 * @param port on loopback; 0 for any free one
 * @param clock decides on dates of requests and on retentions
 * @param random makes keys and version ids
 * @param faults consulted for each verified request
 */
public record LocalAwsConfig(
    Path dataFolder,
    int port,
    String region,
    String accountId,
    List<Credential> credentials,
    InstantSource clock,
    SecureRandom random,
    FaultPlan faults) {

  /** The region unless another is wanted. */
  public static final String REGION = "us-east-1";

  /** The account of every resource name. */
  public static final String ACCOUNT_ID = "000000000000";

  public LocalAwsConfig {
    credentials = List.copyOf(credentials);
    if (!accountId.matches("\\d{12}") || !region.matches("[a-z0-9-]{4,32}")) {
      throw new IllegalArgumentException("an account of twelve digits and a region are needed");
    }
  }

  /** A configuration with the system's clock and randomness, any port, and no faults. */
  public static LocalAwsConfig of(Path dataFolder, List<Credential> credentials) {
    return new LocalAwsConfig(
        dataFolder,
        0,
        REGION,
        ACCOUNT_ID,
        credentials,
        InstantSource.system(),
        new SecureRandom(),
        FaultPlan.NONE);
  }

  /** The same with a port. */
  public LocalAwsConfig withPort(int otherPort) {
    return new LocalAwsConfig(
        dataFolder, otherPort, region, accountId, credentials, clock, random, faults);
  }

  /** The same with a clock. */
  public LocalAwsConfig withClock(InstantSource otherClock) {
    return new LocalAwsConfig(
        dataFolder, port, region, accountId, credentials, otherClock, random, faults);
  }

  /** The same with faults. */
  public LocalAwsConfig withFaults(FaultPlan plan) {
    return new LocalAwsConfig(
        dataFolder, port, region, accountId, credentials, clock, random, plan);
  }
}
