package io.tappass.trust;

import io.tappass.json.JsonFields;
import io.tappass.json.JsonShapeException;
import io.tappass.json.JsonValue;
import java.util.Map;

/**
 * Which sandbox a document speaks of, as the operator enrolled it.
 *
 * @param org an id, as project and agent
 * @param sandbox a name, unique in the organisation
 * @param runtime a name
 * @param facts asserted by the operator, flat
 */
public record SandboxIdentity(
    String org,
    String project,
    String agent,
    String sandbox,
    String runtime,
    Map<String, String> facts) {

  /** Facts of one sandbox. */
  public static final int FACTS_MAX = 64;

  /** Characters of one fact. */
  public static final int FACT_CHARS_MAX = 512;

  static final String ORG = "org";
  static final String PROJECT = "project";
  static final String AGENT = "agent";
  static final String SANDBOX = "sandbox";
  static final String RUNTIME = "runtime";
  static final String FACTS = "facts";

  public SandboxIdentity {
    Form.id(ORG, org);
    Form.id(PROJECT, project);
    Form.id(AGENT, agent);
    Form.name(SANDBOX, sandbox);
    Form.name(RUNTIME, runtime);
    facts = Form.sorted(facts);
    Form.atMost(FACTS_MAX, FACTS, facts.size());
    facts.forEach((name, value) -> {
      Form.name(FACTS, name);
      Form.text(FACTS, value, FACT_CHARS_MAX);
    });
  }

  JsonValue.ObjectBuilder toJson() {
    return JsonValue.object()
        .put(ORG, org)
        .put(PROJECT, project)
        .put(AGENT, agent)
        .put(SANDBOX, sandbox)
        .put(RUNTIME, runtime)
        .put(FACTS, Form.strings(facts));
  }

  /** Reads the six members and leaves the others to the caller. */
  static SandboxIdentity read(JsonFields fields) throws JsonShapeException {
    return new SandboxIdentity(
        fields.string(ORG),
        fields.string(PROJECT),
        fields.string(AGENT),
        fields.string(SANDBOX),
        fields.string(RUNTIME),
        Form.strings(fields, FACTS));
  }
}
