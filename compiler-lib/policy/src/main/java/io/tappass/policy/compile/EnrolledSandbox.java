package io.tappass.policy.compile;

import io.tappass.policy.Identity;
import io.tappass.policy.repository.Scope;
import java.util.List;
import java.util.Map;

/**
 * What an enrolment says of a sandbox, as far as a policy depends on it.
 *
 * @param facts asserted by the operator
 */
public record EnrolledSandbox(
    String org,
    String project,
    String agent,
    String sandbox,
    String runtime,
    Map<String, String> facts) {

  /**
   * Checks names and facts.
   *
   * @throws IllegalArgumentException if no policy could ever bear this identity
   */
  public EnrolledSandbox {
    facts = Map.copyOf(facts);
    var unused =
        new Identity(
            org, project, agent, sandbox, runtime, Identity.TIER_DEFAULT, List.of(), facts);
    facts = unused.facts();
  }

  /** The scope of its agent. */
  public Scope scope() {
    return new Scope(project, agent);
  }

  Identity identity(String tier) {
    return new Identity(org, project, agent, sandbox, runtime, tier, List.of(), facts);
  }
}
