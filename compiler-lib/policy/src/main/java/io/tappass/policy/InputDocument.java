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
import java.util.HashMap;
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

  private final ObjectValue.Builder known;
  private final List<String> tools;

  /** The document of one sandbox. */
  InputDocument(CompiledPolicy policy) {
    Identity identity = policy.identity();
    var facts = ObjectValue.builder();
    identity.facts().forEach((name, value) -> facts.put(name, StringValue.of(value)));
    var sandbox =
        ObjectValue.builder()
            .put(ID, StringValue.of(identity.sandbox()))
            .put("runtime", StringValue.of(identity.runtime()))
            .put("tier", StringValue.of(identity.tier()))
            .put(FACTS, facts.build());
    this.known =
        ObjectValue.builder()
            .put(ORG, only(identity.org()))
            .put(PROJECT, only(identity.project()))
            .put(AGENT, only(identity.agent()))
            .put(SANDBOX, sandbox.build());
    this.tools = policy.catalogue().stream().map(CatalogueTool::id).toList();
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
    return ObjectValue.builder()
        .putAll(known.build())
        .put(CALL, callValue(call))
        .put(SESSION, sessionValue(session))
        .build();
  }

  private static Value callValue(Call call) {
    return ObjectValue.builder()
        .put("kind", StringValue.of(call.kind().wireName()))
        .put("tool", StringValue.of(call.tool()))
        .put("server", StringValue.of(call.server()))
        .put("target", StringValue.of(call.target()))
        .put("spelling", StringValue.of(call.spelling()))
        .put("schema_digest", StringValue.of(call.schemaDigest()))
        .put(ARGS, ValueJson.fromJson(call.args()))
        .put("capabilities", strings(call.capabilities()))
        .put("paths", strings(call.paths()))
        .put("hosts", strings(call.hosts()))
        .put("command", StringValue.of(call.command()))
        .put("cwd", StringValue.of(call.cwd()))
        .put("model", StringValue.of(call.model()))
        .build();
  }

  private Value sessionValue(SessionFacts session) {
    Map<Value, Value> counts = new HashMap<>();
    for (String tool : tools) {
      counts.put(StringValue.of(tool), NumberValue.of(session.counts().getOrDefault(tool, 0L)));
    }
    return ObjectValue.builder()
        .put(ID, StringValue.of(session.id()))
        .put("time", StringValue.of(seconds(session.time())))
        .put("time_ns", NumberValue.of(nanos(session.time())))
        .put("started_at", StringValue.of(seconds(session.startedAt())))
        .put("tool_calls", NumberValue.of(session.toolCalls()))
        .put("calls_last_minute", NumberValue.of(session.callsLastMinute()))
        .put("denials", NumberValue.of(session.denials()))
        .put(COUNTS, ObjectValue.of(counts))
        .build();
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
