package io.tappass.policy.repository;

import io.tappass.policy.Ring;
import io.tappass.rego.diagnostic.SourceSpan;
import java.util.List;

/** One agent: what {@code agent.yaml} says, and its level. */
public record AgentSource(
    String id,
    String owner,
    String framework,
    String purpose,
    List<SandboxSpecification> sandboxes,
    LevelSource level) {
  public AgentSource {
    sandboxes = List.copyOf(sandboxes);
  }

  /**
   * What a sandbox of the agent is like where it runs on one runtime.
   *
   * @param name of the entry
   * @param runtime id of a file in {@code runtimes/}
   * @param tier a name the organisation gives
   * @param requiredRings beside those that the levels require
   */
  public record SandboxSpecification(
      String name, String runtime, String tier, List<Ring> requiredRings, SourceSpan place) {
    public SandboxSpecification {
      requiredRings = List.copyOf(requiredRings);
    }
  }
}
