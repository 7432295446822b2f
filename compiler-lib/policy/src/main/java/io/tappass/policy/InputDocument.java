package io.tappass.policy;

import io.tappass.policy.call.Call;
import io.tappass.policy.call.CatalogueTool;
import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.NumberValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import io.tappass.rego.value.ValueJson;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What Rego sees as {@code input}. Every member is always there; see {@code docs/spec/call.md} and
 * {@code docs/spec/decision.md}, "What Rego reads".
 */
public final class InputDocument {
  private static final String CALL = "call";
  private static final String SESSION = "session";
  private static final String ORG = "org";
  private static final String PROJECT = "project";
  private static final String AGENT = "agent";
  private static final String SANDBOX = "sandbox";
  private static final String ID = "id";
  private static final String ARGS = "args";
  private static final String COUNTS = "counts";
  private static final String FACTS = "facts";

  /** Members that hold one scalar, or a list of strings. */
  private static final Map<String, Set<String>> LEAVES =
      Map.of(
          CALL,
          Set.of(
              "kind",
              "tool",
              "server",
              "target",
              "spelling",
              "schema_digest",
              "capabilities",
              "paths",
              "hosts",
              "command",
              "cwd",
              "model"),
          SESSION,
          Set.of(ID, "time", "time_ns", "started_at", "tool_calls", "calls_last_minute", "denials"),
          ORG,
          Set.of(ID),
          PROJECT,
          Set.of(ID),
          AGENT,
          Set.of(ID),
          SANDBOX,
          Set.of(ID, "runtime", "tier"));

  /** Members whose own members depend on the tool, the catalogue or the operator. */
  private static final Map<String, String> OPEN =
      Map.of(CALL, ARGS, SESSION, COUNTS, SANDBOX, FACTS);

  private static final ObjectShape ROOT_SHAPE =
      new ObjectShape(List.of(ORG, PROJECT, AGENT, SANDBOX, CALL, SESSION));
  private static final ObjectShape CALL_SHAPE =
      new ObjectShape(
          List.of(
              "kind",
              "tool",
              "server",
              "target",
              "spelling",
              "schema_digest",
              ARGS,
              "capabilities",
              "paths",
              "hosts",
              "command",
              "cwd",
              "model"));
  private static final ObjectShape SESSION_SHAPE =
      new ObjectShape(
          List.of(
              ID,
              "time",
              "time_ns",
              "started_at",
              "tool_calls",
              "calls_last_minute",
              "denials",
              COUNTS));

  private final Value org;
  private final Value project;
  private final Value agent;
  private final Value sandbox;
  private final List<String> tools;
  private final ObjectShape countsShape;

  /** The document of one sandbox. */
  InputDocument(CompiledPolicy policy) {
    Identity identity = policy.identity();
    var facts = ObjectValue.builder();
    identity.facts().forEach((name, value) -> facts.put(name, StringValue.of(value)));
    this.org = only(identity.org());
    this.project = only(identity.project());
    this.agent = only(identity.agent());
    this.sandbox =
        ObjectValue.builder()
            .put(ID, StringValue.of(identity.sandbox()))
            .put("runtime", StringValue.of(identity.runtime()))
            .put("tier", StringValue.of(identity.tier()))
            .put(FACTS, facts.build())
            .build();
    this.tools = policy.catalogue().stream().map(CatalogueTool::id).toList();
    this.countsShape = new ObjectShape(tools);
  }

  /**
   * Whether {@code input} has what a reference reads: {@code [call, args, amount]} and everything
   * below it is there to be read, {@code [session, taint]} is not.
   *
   * @param path the constant steps of the reference after {@code input}
   */
  public static boolean knows(List<String> path) {
    if (path.isEmpty()) {
      return true;
    }
    Set<String> leaves = LEAVES.get(path.getFirst());
    if (leaves == null || path.size() == 1) {
      return leaves != null;
    }
    String member = path.get(1);
    // A leaf has no members; the items of a list are reached by position, never by name.
    return member.equals(OPEN.get(path.getFirst()))
        || (leaves.contains(member) && path.size() == 2);
  }

  /** The document for one call. */
  Value of(Call call, SessionFacts session) {
    return ROOT_SHAPE.of(org, project, agent, sandbox, callValue(call), sessionValue(session));
  }

  private static Value callValue(Call call) {
    return CALL_SHAPE.of(
        StringValue.of(call.kind().wireName()),
        StringValue.of(call.tool()),
        StringValue.of(call.server()),
        StringValue.of(call.target()),
        StringValue.of(call.spelling()),
        StringValue.of(call.schemaDigest()),
        ValueJson.fromJson(call.args()),
        strings(call.capabilities()),
        strings(call.paths()),
        strings(call.hosts()),
        StringValue.of(call.command()),
        StringValue.of(call.cwd()),
        StringValue.of(call.model()));
  }

  private Value sessionValue(SessionFacts session) {
    return SESSION_SHAPE.of(
        StringValue.of(session.id()),
        StringValue.of(seconds(session.time())),
        NumberValue.of(nanos(session.time())),
        StringValue.of(seconds(session.startedAt())),
        NumberValue.of(session.toolCalls()),
        NumberValue.of(session.callsLastMinute()),
        NumberValue.of(session.denials()),
        counts(session.counts()));
  }

  private Value counts(Map<String, Long> counts) {
    Value[] values = new Value[tools.size()];
    for (int index = 0; index < values.length; index++) {
      values[index] = NumberValue.of(counts.getOrDefault(tools.get(index), 0L));
    }
    return countsShape.of(values);
  }

  private static Value only(String id) {
    return ObjectValue.builder().put(ID, StringValue.of(id)).build();
  }

  private static Value strings(List<String> texts) {
    List<Value> items = new ArrayList<>(texts.size());
    for (String text : texts) {
      items.add(StringValue.of(text));
    }
    return ArrayValue.of(items);
  }

  private static String seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static long nanos(Instant time) {
    return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), time.getNano());
  }
}
