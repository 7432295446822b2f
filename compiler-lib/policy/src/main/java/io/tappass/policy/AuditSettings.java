package io.tappass.policy;

import io.tappass.policy.value.WireName;
import java.util.List;
import java.util.Locale;

/**
 * What is recorded. Every decision always is; there is no way to say otherwise.
 *
 * @param arguments how a call's arguments are recorded
 * @param redact names of arguments, at any depth, whose values are recorded as digests even where
 *     the rest is recorded in full; sorted
 * @param heartbeatSeconds at most between two records or heartbeats of a running sandbox
 */
public record AuditSettings(
    ArgumentRecording arguments,
    List<String> redact,
    long heartbeatSeconds,
    Durability durability) {

  /** Where no level declares {@code audit.heartbeat_seconds}. */
  public static final long HEARTBEAT_SECONDS_DEFAULT = 60;

  /** How arguments are recorded. */
  public enum ArgumentRecording implements WireName {
    /** The digest of their canonical form. */
    DIGEST,
    /** In full. */
    FULL;

    @Override
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** When a record counts as durable; the runtime's, never off. */
  public enum Durability implements WireName {
    /** Synchronised to the host's disk. */
    DISK,
    /** Accepted by the ingest function. */
    REPLICATED;

    @Override
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public AuditSettings {
    redact = redact.stream().distinct().sorted().toList();
    if (heartbeatSeconds < 1 || heartbeatSeconds > 3_600) {
      throw new IllegalArgumentException("heartbeat_seconds is not within 1 and 3600");
    }
  }

  /** Digests, on disk. */
  public static AuditSettings defaults() {
    return new AuditSettings(
        ArgumentRecording.DIGEST, List.of(), HEARTBEAT_SECONDS_DEFAULT, Durability.DISK);
  }
}
