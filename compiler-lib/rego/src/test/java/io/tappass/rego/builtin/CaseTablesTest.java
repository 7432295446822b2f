package io.tappass.rego.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.tappass.rego.value.Literals;
import io.tappass.rego.value.Value;
import io.tappass.rego.value.ValueText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs the case tables beside this class: {@code name | arguments | result}, where the result is a
 * literal, {@code undefined}, or {@code !code: message} as OPA gives it.
 */
final class CaseTablesTest {
  private static final List<String> TABLES =
      List.of(
          "arithmetic",
          "floats",
          "aggregates",
          "strings",
          "sprintf",
          "numbers",
          "collections",
          "objects",
          "types",
          "regex",
          "glob",
          "encoding",
          "units",
          "time",
          "net",
          "semver",
          "graph",
          "crypto",
          "tokens",
          "certificates",
          "uri",
          "schema",
          "template",
          "graphql");

  /** What the evaluator computes, and what reads the world. */
  private static final Set<String> OF_THE_EVALUATOR =
      Set.of(
          "assign",
          "eq",
          "http.send",
          "internal.member_2",
          "internal.member_3",
          "internal.print",
          "internal.template_string",
          "internal.test_case",
          "net.lookup_ip_addr",
          "opa.runtime",
          "print",
          "rego.metadata.chain",
          "rego.metadata.rule",
          "rego.parse_module",
          "trace",
          "walk");

  private record Case(String table, int line, String name, String arguments, String wanted) {}

  private static List<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    for (String table : TABLES) {
      try (InputStream in = CaseTablesTest.class.getResourceAsStream(table + ".cases")) {
        if (in == null) {
          continue;
        }
        int number = 0;
        var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        for (String line : text.lines().toList()) {
          number++;
          if (line.isBlank() || line.startsWith("#")) {
            continue;
          }
          String[] parts = line.split(" \\| ", 3);
          assertThat(parts).as(table + ":" + number + " has three parts").hasSize(3);
          cases.add(new Case(table, number, parts[0].strip(), parts[1].strip(), parts[2].strip()));
        }
      }
    }
    return cases;
  }

  @TestFactory
  Stream<DynamicTest> everyCaseGivesWhatOpaGives() throws IOException {
    return cases().stream()
        .map(one ->
            dynamicTest(
                one.table() + ":" + one.line() + " " + one.name(),
                () -> assertThat(outcome(one)).isEqualTo(wanted(one))));
  }

  @Test
  void everyBuiltinOfThisPackageHasACase() throws IOException {
    Set<String> untested = new TreeSet<>();
    for (Builtin builtin : Builtins.standard().all()) {
      if (builtin.function() != null) {
        untested.add(builtin.name());
      }
    }
    for (Case one : cases()) {
      untested.remove(one.name());
    }
    assertThat(untested).isEmpty();
  }

  @Test
  void onlyWhatTheEvaluatorOwnsHasNoFunction() {
    Set<String> without = new TreeSet<>();
    for (Builtin builtin : Builtins.standard().all()) {
      assertThat(builtin.function() != null && !builtin.offered()).as(builtin.name()).isFalse();
      if (builtin.function() == null && builtin.offered()) {
        without.add(builtin.name());
      }
    }
    assertThat(OF_THE_EVALUATOR).containsAll(without);
  }

  private static String wanted(Case one) {
    return one.wanted().startsWith("!") || one.wanted().equals("undefined")
        ? one.wanted()
        : ValueText.of(Literals.of(one.wanted()));
  }

  private static String outcome(Case one) {
    Builtin builtin = Builtins.standard().find(one.name()).orElseThrow();
    BuiltinFunction function = builtin.implementation().orElseThrow();
    List<Value> arguments = Literals.list(one.arguments());
    assertThat(arguments).hasSize(builtin.signature().arity());
    try {
      Value result = function.call(TestContext.ample(), arguments);
      return result == null ? "undefined" : ValueText.of(result);
    } catch (BuiltinException e) {
      return "!" + e.code().text() + ": " + e.message(builtin.name());
    }
  }
}
