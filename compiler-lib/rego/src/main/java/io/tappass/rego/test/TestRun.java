package io.tappass.rego.test;

import io.tappass.rego.Budget;
import io.tappass.rego.Program;
import io.tappass.rego.RegoException;
import io.tappass.rego.RuleInfo;
import io.tappass.rego.diagnostic.SourceSpan;
import io.tappass.rego.value.BooleanValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import io.tappass.rego.value.ValueText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Evaluates every rule whose name starts with {@code test_}: it passes if it is defined and not
 * false. A rule that starts with {@code todo_test_} is skipped. A rule with variables in its name
 * makes a test of each entry.
 */
public final class TestRun {

  /** How a test came out. */
  public enum Status {
    PASS,
    FAIL,
    ERROR,
    SKIPPED
  }

  /**
   * One test.
   *
   * @param path of the rule, and the keys of an entry
   * @param message of an error, else empty
   */
  public record Outcome(String path, SourceSpan span, Status status, String message) {}

  /** All tests, in the order of modules and rules. */
  public record Report(List<Outcome> outcomes) {
    public Report {
      outcomes = List.copyOf(outcomes);
    }

    /** How many came out so. */
    public long count(Status status) {
      return outcomes.stream().filter(outcome -> outcome.status() == status).count();
    }

    /** Whether no test failed or erred. */
    public boolean isPassed() {
      return count(Status.FAIL) == 0 && count(Status.ERROR) == 0;
    }

    /** A line for each test that did not pass, then the totals as {@code opa test} prints them. */
    public String text() {
      var out = new StringBuilder();
      for (Outcome outcome : outcomes) {
        if (outcome.status() != Status.PASS) {
          out.append(outcome.span()).append(": ").append(outcome.path());
          out.append(": ").append(outcome.status());
          out.append(outcome.message().isEmpty() ? "" : " (" + outcome.message() + ")");
          out.append('\n');
        }
      }
      out.append("PASS: ").append(count(Status.PASS)).append('/').append(outcomes.size());
      for (Status status : List.of(Status.FAIL, Status.ERROR, Status.SKIPPED)) {
        if (count(status) > 0) {
          out.append('\n').append(status).append(": ").append(count(status));
          out.append('/').append(outcomes.size());
        }
      }
      return out.toString();
    }
  }

  private TestRun() {}

  /**
   * Runs all tests of a program.
   *
   * @param budget makes the budget of each test
   */
  public static Report run(Program program, Supplier<Budget> budget) {
    var tests = new LinkedHashMap<String, RuleInfo>();
    for (RuleInfo rule : program.rules()) {
      String name = rule.name().substring(rule.name().lastIndexOf('.') + 1);
      boolean isTest = name.startsWith("test_") || rule.name().startsWith("test_");
      boolean isTodo = name.startsWith("todo_test_");
      if (!rule.isFunction() && (isTest || isTodo)) {
        tests.putIfAbsent(rule.path(), rule);
      }
    }
    var outcomes = new ArrayList<Outcome>();
    for (Map.Entry<String, RuleInfo> test : tests.entrySet()) {
      RuleInfo rule = test.getValue();
      if (rule.name().substring(rule.name().lastIndexOf('.') + 1).startsWith("todo_test_")) {
        outcomes.add(new Outcome(test.getKey(), rule.span(), Status.SKIPPED, ""));
        continue;
      }
      try {
        Optional<Value> value = program.evaluate(test.getKey(), null, budget.get());
        judge(test.getKey(), rule, value, outcomes);
      } catch (RegoException e) {
        outcomes.add(new Outcome(test.getKey(), rule.span(), Status.ERROR, e.text()));
      }
    }
    return new Report(outcomes);
  }

  private static void judge(
      String path, RuleInfo rule, Optional<Value> value, List<Outcome> outcomes) {
    if (!rule.isStatic() && value.isPresent() && value.get() instanceof ObjectValue entries) {
      for (var entry : entries.entries()) {
        String name =
            entry.getKey() instanceof StringValue text
                ? text.value()
                : ValueText.of(entry.getKey());
        Status status = entry.getValue().equals(BooleanValue.FALSE) ? Status.FAIL : Status.PASS;
        outcomes.add(new Outcome(path + "/" + name, rule.span(), status, ""));
      }
      if (!entries.entries().isEmpty()) {
        return;
      }
      outcomes.add(new Outcome(path, rule.span(), Status.FAIL, "no entry holds"));
      return;
    }
    boolean holds = value.isPresent() && !value.get().equals(BooleanValue.FALSE);
    outcomes.add(new Outcome(path, rule.span(), holds ? Status.PASS : Status.FAIL, ""));
  }
}
