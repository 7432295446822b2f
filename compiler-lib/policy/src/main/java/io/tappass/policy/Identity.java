package io.tappass.policy;

import io.tappass.policy.value.Ids;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whose policy this is; equal to the enrolment's, or the host refuses it.
 *
 * @param tier of the sandbox, a name an organisation gives, {@code standard} where none was given
 * @param chain agents that delegated to this one, the outermost first; empty where none did
 * @param facts asserted by the operator at enrolment; Rego reads them as {@code
 *     input.sandbox.facts}
 */
public record Identity(
    String org,
    String project,
    String agent,
    String sandbox,
    String runtime,
    String tier,
    List<String> chain,
    Map<String, String> facts) {

  /** The tier of a sandbox that was given none. */
  public static final String TIER_DEFAULT = "standard";

  /** Agents in a chain of delegation. */
  public static final int CHAIN_MAX = 8;

  /** Facts of one sandbox. */
  public static final int FACTS_MAX = 64;

  /** Characters of one fact. */
  public static final int FACT_CHARS_MAX = 512;

  public Identity {
    Ids.id("org", org);
    Ids.id("project", project);
    Ids.id("agent", agent);
    Ids.name("sandbox", sandbox);
    Ids.name("runtime", runtime);
    Ids.name("tier", tier);
    chain = List.copyOf(chain);
    facts = Collections.unmodifiableMap(new TreeMap<>(facts));
    if (chain.size() > CHAIN_MAX || facts.size() > FACTS_MAX) {
      throw new IllegalArgumentException("too long a chain, or too many facts");
    }
    chain.forEach(link -> Ids.id("chain", link));
    facts.forEach((name, value) -> {
      Ids.name("fact", name);
      if (value.length() > FACT_CHARS_MAX) {
        throw new IllegalArgumentException("too long a fact: " + name);
      }
    });
  }
}
