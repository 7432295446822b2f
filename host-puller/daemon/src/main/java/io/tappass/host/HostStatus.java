package io.tappass.host;

import io.tappass.host.apply.InForceReport;
import io.tappass.host.apply.InForceReport.Counts;
import io.tappass.host.apply.InForceReport.ProviderReport;
import io.tappass.host.state.SandboxState;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a daemon says of itself right now.
 *
 * @param at by the daemon's clock
 * @param isReachable whether the store answered at the last poll
 * @param polls since the start
 * @param leaseSerial of the newest verified lease, or 0
 * @param leaseEnd of that lease
 * @param desired the release that it names, or 0
 * @param sandboxes in the order of the configuration
 */
public record HostStatus(
    String host,
    Instant at,
    boolean isReachable,
    long polls,
    long leaseSerial,
    Optional<Instant> leaseEnd,
    long desired,
    List<SandboxStatus> sandboxes) {

  /**
   * One sandbox.
   *
   * @param applied the release in force, or 0
   * @param report what was found in force; nothing where nothing is
   */
  public record SandboxStatus(
      String sandbox, SandboxState state, long applied, Optional<InForceReport> report) {}

  public HostStatus {
    sandboxes = List.copyOf(sandboxes);
  }

  /** The status of one sandbox. */
  public Optional<SandboxStatus> sandbox(String id) {
    return sandboxes.stream().filter(status -> status.sandbox().equals(id)).findFirst();
  }

  /** As JSON, members in reading order. */
  public JsonObject toJson() {
    var object =
        JsonValue.object()
            .put("host", host)
            .put("at", at.toString())
            .put("reachable", isReachable)
            .put("polls", polls)
            .put("lease_serial", leaseSerial);
    leaseEnd.ifPresent(end -> object.put("lease_end", end.toString()));
    return object
        .put("desired", desired)
        .put(
            "sandboxes",
            new JsonArray(sandboxes.stream().<JsonValue>map(HostStatus::json).toList()))
        .build();
  }

  private static JsonObject json(SandboxStatus status) {
    var object =
        JsonValue.object()
            .put("sandbox", status.sandbox())
            .put("state", status.state().text())
            .put("applied", status.applied());
    status
        .report()
        .ifPresent(report ->
            object
                .put("policy", report.mark().policy())
                .put(
                    "providers",
                    new JsonArray(
                        report.providers().stream().<JsonValue>map(HostStatus::json).toList()))
                .put("damage", JsonValue.ofStrings(report.damage())));
    return object.build();
  }

  private static JsonObject json(ProviderReport provider) {
    return JsonValue.object()
        .put("id", provider.id())
        .put("digest", provider.digest())
        .put("effective_at", provider.effectiveAt())
        .put("probed", json(provider.probed()))
        .put("modelled", json(provider.modelled()))
        .put("reread", json(provider.reread()))
        .build();
  }

  private static JsonObject json(Counts counts) {
    return JsonValue.object().put("passed", counts.passed()).put("failed", counts.failed()).build();
  }
}
