package io.tappass.policy;

import io.tappass.json.JsonFields;
import io.tappass.json.JsonShapeException;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonNumber;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.policy.value.ClosedList;
import io.tappass.policy.value.HostPattern;
import io.tappass.policy.value.ListEntry;
import io.tappass.policy.value.Members;
import io.tappass.policy.value.NamePattern;
import io.tappass.policy.value.PathPattern;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Writes and reads the merged settings. */
final class SettingsJson {
  private static final String ALLOW = "allow";
  private static final String DENY = "deny";
  private static final String READ = "read";
  private static final String WRITE = "write";
  private static final String EXECUTE = "execute";
  private static final String CONNECT_PORTS = "connect_ports";
  private static final String FUNCTIONS = "functions";
  private static final String IMPORTS = "imports";
  private static final String TOOL_CALLS_PER_MINUTE = "tool_calls_per_minute";
  private static final String TOOL_CALLS_PER_SESSION = "tool_calls_per_session";
  private static final String PER_TOOL = "per_tool";
  private static final String STEP = "step";
  private static final String ACTION = "action";
  private static final String REQUIRED = "required";
  private static final String SERVED = "served";
  private static final String ARGUMENTS = "arguments";
  private static final String REDACT = "redact";
  private static final String HEARTBEAT_SECONDS = "heartbeat_seconds";
  private static final String DURABILITY = "durability";
  private static final String GRACE_SECONDS = "grace_seconds";
  private static final String ON_STALE = "on_stale";
  private static final String TOOLS = "tools";

  private SettingsJson() {}

  static <E extends ListEntry> JsonObject write(ClosedList<E> list) {
    return JsonValue.object().put(ALLOW, texts(list.allow())).put(DENY, texts(list.deny())).build();
  }

  static ClosedList<HostPattern> readHosts(JsonFields fields) throws JsonShapeException {
    return readList(fields, HostPattern::parse);
  }

  static ClosedList<NamePattern> readNames(JsonFields fields) throws JsonShapeException {
    return readList(fields, NamePattern::parse);
  }

  static JsonObject write(FilesystemLists lists) {
    return JsonValue.object()
        .put(READ, write(lists.read()))
        .put(WRITE, write(lists.write()))
        .build();
  }

  static FilesystemLists readFilesystem(JsonFields fields) throws JsonShapeException {
    var lists =
        new FilesystemLists(
            readList(fields.object(READ), PathPattern::parse),
            readList(fields.object(WRITE), PathPattern::parse));
    fields.end();
    return lists;
  }

  static JsonObject write(InterpreterLists lists) {
    return JsonValue.object()
        .put(FUNCTIONS, write(lists.functions()))
        .put(IMPORTS, write(lists.imports()))
        .build();
  }

  static InterpreterLists readInterpreter(JsonFields fields) throws JsonShapeException {
    var lists =
        new InterpreterLists(
            readNames(fields.object(FUNCTIONS)), readNames(fields.object(IMPORTS)));
    fields.end();
    return lists;
  }

  static JsonObject write(KernelBaseline kernel) {
    List<JsonValue> ports = new ArrayList<>();
    kernel.connectPorts().forEach(port -> ports.add(JsonValue.of(port)));
    return JsonValue.object()
        .put(READ, texts(kernel.read()))
        .put(EXECUTE, texts(kernel.execute()))
        .put(WRITE, texts(kernel.write()))
        .put(CONNECT_PORTS, new JsonArray(ports))
        .build();
  }

  static KernelBaseline readKernel(JsonFields fields) throws JsonShapeException {
    List<Integer> ports = new ArrayList<>();
    for (JsonValue port : fields.array(CONNECT_PORTS)) {
      ports.add(port(port));
    }
    var kernel =
        new KernelBaseline(
            entries(fields, READ, PathPattern::parse),
            entries(fields, EXECUTE, PathPattern::parse),
            entries(fields, WRITE, PathPattern::parse),
            ports);
    fields.end();
    return kernel;
  }

  static JsonObject write(BudgetLimits budget) {
    var perTool = JsonValue.object();
    budget.perTool().forEach((tool, calls) -> perTool.put(tool, calls));
    return JsonValue.object()
        .put(TOOL_CALLS_PER_MINUTE, budget.toolCallsPerMinute())
        .put(TOOL_CALLS_PER_SESSION, budget.toolCallsPerSession())
        .put(PER_TOOL, perTool.build())
        .build();
  }

  static BudgetLimits readBudget(JsonFields fields) throws JsonShapeException {
    JsonFields toolFields = fields.object(PER_TOOL);
    Map<String, Long> perTool = new TreeMap<>();
    for (String tool : toolFields.names()) {
      perTool.put(tool, toolFields.integer(tool));
    }
    var budget =
        new BudgetLimits(
            fields.integer(TOOL_CALLS_PER_MINUTE), fields.integer(TOOL_CALLS_PER_SESSION), perTool);
    fields.end();
    return budget;
  }

  static JsonArray writeSteps(List<PipelineStep> steps) {
    List<JsonValue> items = new ArrayList<>();
    for (PipelineStep step : steps) {
      items.add(
          JsonValue.object().put(STEP, step.step()).put(ACTION, step.action().wireName()).build());
    }
    return new JsonArray(items);
  }

  static List<PipelineStep> readSteps(JsonFields parent, String member) throws JsonShapeException {
    List<PipelineStep> steps = new ArrayList<>();
    for (JsonFields fields : parent.objects(member)) {
      steps.add(
          new PipelineStep(fields.string(STEP), Members.read(StepAction.class, fields, ACTION)));
      fields.end();
    }
    return steps;
  }

  static JsonObject write(Rings rings) {
    var served = JsonValue.object();
    rings.served().forEach((ring, provider) -> served.put(ring.wireName(), provider));
    return JsonValue.object()
        .put(REQUIRED, JsonValue.ofStrings(rings.required().stream().map(Ring::wireName).toList()))
        .put(SERVED, served.build())
        .build();
  }

  static Rings readRings(JsonFields fields) throws JsonShapeException {
    List<Ring> required = Members.readAll(Ring.class, fields, REQUIRED);
    JsonFields servedFields = fields.object(SERVED);
    Map<Ring, String> served = new EnumMap<>(Ring.class);
    for (Ring ring : Ring.values()) {
      Optional<String> provider = servedFields.optionalString(ring.wireName());
      provider.ifPresent(id -> served.put(ring, id));
    }
    servedFields.end();
    fields.end();
    return new Rings(required, served);
  }

  static JsonObject write(AuditSettings audit) {
    return JsonValue.object()
        .put(ARGUMENTS, audit.arguments().wireName())
        .put(REDACT, JsonValue.ofStrings(audit.redact()))
        .put(HEARTBEAT_SECONDS, audit.heartbeatSeconds())
        .put(DURABILITY, audit.durability().wireName())
        .build();
  }

  static AuditSettings readAudit(JsonFields fields) throws JsonShapeException {
    var audit =
        new AuditSettings(
            Members.read(AuditSettings.ArgumentRecording.class, fields, ARGUMENTS),
            fields.strings(REDACT),
            fields.integer(HEARTBEAT_SECONDS),
            Members.read(AuditSettings.Durability.class, fields, DURABILITY));
    fields.end();
    return audit;
  }

  static JsonObject write(Freshness freshness) {
    return JsonValue.object()
        .put(GRACE_SECONDS, freshness.graceSeconds())
        .put(ON_STALE, freshness.onStale().wireName())
        .build();
  }

  static Freshness readFreshness(JsonFields fields) throws JsonShapeException {
    var freshness =
        new Freshness(
            fields.integer(GRACE_SECONDS), Members.read(Freshness.OnStale.class, fields, ON_STALE));
    fields.end();
    return freshness;
  }

  static JsonObject write(Floor floor) {
    return JsonValue.object().put(TOOLS, JsonValue.ofStrings(floor.tools())).build();
  }

  static Optional<Floor> readFloor(JsonFields parent, String member) throws JsonShapeException {
    if (!parent.has(member)) {
      return Optional.empty();
    }
    JsonFields fields = parent.object(member);
    var floor = new Floor(fields.strings(TOOLS));
    fields.end();
    return Optional.of(floor);
  }

  private static <E extends ListEntry> ClosedList<E> readList(
      JsonFields fields, Function<String, E> parse) throws JsonShapeException {
    var list = new ClosedList<E>(entries(fields, ALLOW, parse), entries(fields, DENY, parse));
    fields.end();
    return list;
  }

  private static <E> List<E> entries(JsonFields fields, String member, Function<String, E> parse)
      throws JsonShapeException {
    return fields.strings(member).stream().map(parse).toList();
  }

  private static JsonArray texts(List<? extends ListEntry> entries) {
    return JsonValue.ofStrings(entries.stream().map(ListEntry::text).toList());
  }

  private static int port(JsonValue value) throws JsonShapeException {
    if (value instanceof JsonNumber number) {
      long port = number.longValue().orElse(-1L);
      if (port >= 1 && port <= HostPattern.PORT_MAX) {
        return (int) port;
      }
    }
    throw new JsonShapeException("kernel.connect_ports holds no port");
  }
}
