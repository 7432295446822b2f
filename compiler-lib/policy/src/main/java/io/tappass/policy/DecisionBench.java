package io.tappass.policy;

import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.policy.call.ArgumentRole;
import io.tappass.policy.call.Call;
import io.tappass.policy.call.CallContext;
import io.tappass.policy.call.CatalogueTool;
import io.tappass.policy.call.Effects;
import io.tappass.policy.call.ToolKind;
import io.tappass.policy.value.ClosedList;
import io.tappass.rego.Compilation;
import io.tappass.rego.Rego;
import io.tappass.rego.RegoOptions;
import io.tappass.rego.SourceFile;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Measures {@link PolicyProgram#decide} in process: one thread, calls of all tools in turn, every
 * level evaluated. Nine of ten rules name a tool, every tenth reads a capability and so is looked
 * at on every call; half of the rules stand in the org's level, half in the project's.
 */
public final class DecisionBench {

  /** Decisions before the clock counts. */
  public static final int WARM_UP = 200_000;

  /** Decisions that are measured. */
  public static final int MEASURED = 200_000;

  private static final int TOOLS = 50;
  private static final String ORG = "tappass.org";
  private static final String PROJECT = "tappass.projects.bench";
  private static final String AGENT = "tappass.projects.bench.agents.bot";

  private final LongSupplier clockNanos;

  /**
   * @param clockNanos a clock that only goes forward
   */
  public DecisionBench(LongSupplier clockNanos) {
    this.clockNanos = clockNanos;
  }

  /**
   * One row.
   *
   * @param rules of all levels together
   * @param allowed of the measured decisions
   */
  public record Row(
      int rules,
      int decisions,
      int allowed,
      double p50Micros,
      double p99Micros,
      double maxMicros) {}

  /** Measures one size. */
  public Row measure(int rules, int warmUp, int measured) throws PolicyLoadException {
    PolicyProgram program = PolicyProgram.load(policy(rules));
    List<Call> calls = calls(program);
    for (int index = 0; index < warmUp; index++) {
      decide(program, calls.get(index % calls.size()), session(index));
    }
    long[] nanos = new long[measured];
    int allowed = 0;
    for (int index = 0; index < measured; index++) {
      SessionFacts session = session(index);
      long start = clockNanos.getAsLong();
      PolicyDecision decision = decide(program, calls.get(index % calls.size()), session);
      nanos[index] = clockNanos.getAsLong() - start;
      allowed += decision.verdict() == Verdict.ALLOW ? 1 : 0;
    }
    Arrays.sort(nanos);
    return new Row(
        rules,
        measured,
        allowed,
        micros(nanos, measured / 2),
        micros(nanos, (int) (measured * 0.99)),
        micros(nanos, measured - 1));
  }

  /** Measures 10, 100 and 1,000 rules and prints a table. */
  public List<Row> run(PrintStream out) throws PolicyLoadException {
    List<Row> rows = new ArrayList<>();
    out.println("| rules | decisions | allowed | p50 us | p99 us | max us |");
    out.println("|---|---|---|---|---|---|");
    for (int rules : new int[] {10, 100, 1_000}) {
      Row row = measure(rules, WARM_UP, MEASURED);
      rows.add(row);
      out.printf(
          Locale.ROOT,
          "| %d | %d | %d | %.2f | %.2f | %.1f |%n",
          row.rules(),
          row.decisions(),
          row.allowed(),
          row.p50Micros(),
          row.p99Micros(),
          row.maxMicros());
    }
    return rows;
  }

  private PolicyDecision decide(PolicyProgram program, Call call, SessionFacts session) {
    return program.decide(call, session, PolicyProgram.budget(clockNanos));
  }

  /** Another session at every call, in which every tool was called before. */
  private static SessionFacts session(int number) {
    Map<String, Long> counts = new HashMap<>();
    for (int tool = 0; tool < TOOLS; tool++) {
      counts.put("tool_" + tool, (long) (number + tool) % 5_000);
    }
    Instant time = Instant.ofEpochSecond(1_795_000_000L + number, 5_000_000);
    return new SessionFacts("s-bench", time, time, number, counts, number % 60, 0);
  }

  private static double micros(long[] sorted, int index) {
    return sorted[Math.min(index, sorted.length - 1)] / 1_000.0;
  }

  private static List<Call> calls(PolicyProgram program) {
    CallContext context = CallContext.lexical("/work", "/work", "/home/bench");
    List<Call> calls = new ArrayList<>();
    for (int tool = 0; tool < TOOLS; tool++) {
      JsonObject args =
          JsonValue.object().put("amount_cents", 100 + tool).put("path", "out/x.txt").build();
      if (program.translate("bench", "bench.tool_" + tool, args, context) instanceof Call call) {
        calls.add(call);
      }
    }
    return calls;
  }

  static CompiledPolicy policy(int rules) throws PolicyLoadException {
    return new CompiledPolicy(
        new Identity("acme", "bench", "bot", "bench-1", "bench", "standard", List.of(), Map.of()),
        tools(),
        List.of(),
        List.of(
            level(LevelKind.ORG, ORG, rules(ORG, 0, rules / 2)),
            level(LevelKind.PROJECT, PROJECT, rules(PROJECT, rules / 2, rules - 1)),
            level(
                LevelKind.AGENT,
                AGENT,
                "package "
                    + AGENT
                    + "\n\nimport rego.v1\n\n"
                    + "allow if input.call.args.amount_cents < 140\n")),
        JsonValue.object().build(),
        List.of(),
        ClosedList.nothing(),
        new FilesystemLists(ClosedList.nothing(), ClosedList.nothing()),
        new InterpreterLists(ClosedList.nothing(), ClosedList.nothing()),
        ClosedList.nothing(),
        KernelBaseline.NONE,
        BudgetLimits.defaults(),
        List.of(),
        new Rings(List.of(), Map.of()),
        List.of(),
        AuditSettings.defaults(),
        new Freshness(0, Freshness.OnStale.DENY_ALL),
        Optional.empty());
  }

  private static List<CatalogueTool> tools() {
    JsonObject text = JsonValue.object().put("type", "string").build();
    JsonObject integer = JsonValue.object().put("type", "integer").build();
    JsonObject schema =
        JsonValue.object()
            .put("type", "object")
            .put(
                "properties",
                JsonValue.object().put("amount_cents", integer).put("path", text).build())
            .put("required", JsonValue.ofStrings(List.of("amount_cents")))
            .build();
    List<CatalogueTool> tools = new ArrayList<>();
    for (int tool = 0; tool < TOOLS; tool++) {
      tools.add(
          new CatalogueTool(
              "tool_" + tool,
              ToolKind.TOOL,
              "",
              "",
              Map.of("bench", List.of("bench.tool_" + tool)),
              schema,
              Map.of("path", ArgumentRole.PATH),
              List.of("capability_" + tool % 7),
              Effects.NONE));
    }
    return tools;
  }

  private static String rules(String packageName, int from, int to) {
    var text = new StringBuilder("package " + packageName + "\n\nimport rego.v1\n");
    for (int rule = from; rule < to; rule++) {
      String condition =
          rule % 10 == 9
              ? "\"capability_x" + rule + "\" in input.call.capabilities"
              : "input.call.tool == \"tool_" + rule % TOOLS + "\"";
      text.append("\ndeny contains \"rule ").append(rule).append("\" if {\n\t");
      text.append(condition);
      text.append("\n\tinput.call.args.amount_cents > ").append(100_000 + rule).append("\n}\n");
    }
    return text.toString();
  }

  private static Level level(LevelKind kind, String packageName, String text)
      throws PolicyLoadException {
    Compilation compilation =
        Rego.compile(List.of(new SourceFile("bench.rego", text)), RegoOptions.decision());
    if (compilation.program().isEmpty()) {
      throw new PolicyLoadException("the bench does not compile: " + compilation.diagnostics());
    }
    return new Level(kind, packageName, PolicyModules.of(compilation.program().get()));
  }
}
