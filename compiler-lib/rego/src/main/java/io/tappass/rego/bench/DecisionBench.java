package io.tappass.rego.bench;

import io.tappass.rego.Budget;
import io.tappass.rego.Compilation;
import io.tappass.rego.Program;
import io.tappass.rego.Rego;
import io.tappass.rego.RegoException;
import io.tappass.rego.RegoOptions;
import io.tappass.rego.SourceFile;
import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.NumberValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Prints how long a decision takes with 10, 100 and 1,000 deny rules and as many allow rules, each
 * on a tool of its own: p50 and p99 in microseconds over calls of many tools.
 */
public final class DecisionBench {
  private static final int WARM_UP = 200_000;
  private static final int MEASURED = 200_000;

  private DecisionBench() {}

  /** Takes no argument. */
  public static void main(String[] arguments) throws RegoException {
    System.out.printf(
        Locale.ROOT, "%8s %10s %10s %12s%n", "rules", "p50 us", "p99 us", "compile ms");
    for (int rules : new int[] {10, 100, 1_000}) {
      measure(rules);
    }
  }

  private static void measure(int rules) throws RegoException {
    List<SourceFile> files = List.of(new SourceFile("bench.rego", source(rules)));
    long before = System.nanoTime();
    Compilation compilation = Rego.compile(files, RegoOptions.decision());
    double compileMillis = (System.nanoTime() - before) / 1e6;
    Program program = compilation.program().orElseThrow();
    List<Value> inputs = inputs(rules);
    long decided = 0;
    for (int index = 0; index < WARM_UP; index++) {
      decided += decide(program, inputs.get(index % inputs.size()));
    }
    var nanos = new long[MEASURED];
    for (int index = 0; index < MEASURED; index++) {
      Value input = inputs.get(index % inputs.size());
      long start = System.nanoTime();
      decided += decide(program, input);
      nanos[index] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    System.out.printf(
        Locale.ROOT,
        "%8d %10.2f %10.2f %12.1f   (%d outcomes)%n",
        rules,
        nanos[MEASURED / 2] / 1e3,
        nanos[MEASURED * 99 / 100] / 1e3,
        compileMillis,
        decided);
  }

  private static int decide(Program program, Value input) throws RegoException {
    Budget budget = new Budget(100_000, 200, 1 << 20, System::nanoTime, Long.MAX_VALUE);
    int denied = program.evaluateClauses("data.bench.deny", input, budget).size();
    boolean allowed = program.evaluateStrict("data.bench.allow", input, budget).isPresent();
    return denied + (allowed ? 1 : 0);
  }

  private static String source(int rules) {
    var out = new StringBuilder("package bench\n\nimport rego.v1\n\n");
    for (int index = 0; index < rules; index++) {
      out.append(
          String.format(
              Locale.ROOT,
              """
              deny contains "limit %1$d" if {
              	input.call.tool == "tool_%1$d"
              	input.call.args.amount_cents > %1$d
              	not "vip" in input.call.capabilities
              }

              allow if {
              	input.call.tool == "tool_%1$d"
              	input.call.args.amount_cents <= 50000
              }

              """,
              index));
    }
    return out.toString();
  }

  private static List<Value> inputs(int rules) {
    var inputs = new ArrayList<Value>();
    for (int index = 0; index < Math.min(rules, 50); index++) {
      Value args =
          ObjectValue.builder().put("amount_cents", NumberValue.of(index * 1_000L)).build();
      Value call =
          ObjectValue.builder()
              .put("tool", StringValue.of("tool_" + index * rules / Math.min(rules, 50)))
              .put("capabilities", ArrayValue.of(StringValue.of("pay")))
              .put("args", args)
              .build();
      inputs.add(ObjectValue.builder().put("call", call).build());
    }
    return inputs;
  }
}
