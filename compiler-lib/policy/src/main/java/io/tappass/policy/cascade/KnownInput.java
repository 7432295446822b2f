package io.tappass.policy.cascade;

import io.tappass.policy.Identity;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.StringValue;

/**
 * What is known of {@code input} while a policy is compiled; {@code call} and {@code session} are
 * not.
 */
public final class KnownInput {
  private KnownInput() {}

  /** The document of one sandbox, with the members that {@code docs/spec/decision.md} lists. */
  public static ObjectValue of(Identity identity) {
    var facts = ObjectValue.builder();
    identity.facts().forEach((name, value) -> facts.put(name, StringValue.of(value)));
    var sandbox =
        ObjectValue.builder()
            .put("id", StringValue.of(identity.sandbox()))
            .put("runtime", StringValue.of(identity.runtime()))
            .put("tier", StringValue.of(identity.tier()))
            .put("facts", facts.build());
    return ObjectValue.builder()
        .put("org", id(identity.org()))
        .put("project", id(identity.project()))
        .put("agent", id(identity.agent()))
        .put("sandbox", sandbox.build())
        .build();
  }

  private static ObjectValue id(String id) {
    return ObjectValue.builder().put("id", StringValue.of(id)).build();
  }
}
