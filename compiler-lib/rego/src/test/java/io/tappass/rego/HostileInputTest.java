package io.tappass.rego;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tappass.rego.diagnostic.Diagnostic;
import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.NumberValue;
import io.tappass.rego.value.Value;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Sources and inputs made to break a parser, a compiler or an evaluator. */
final class HostileInputTest {

  private static List<Diagnostic> diagnostics(String source) {
    return Rego.compile(List.of(new SourceFile("h.rego", source)), RegoOptions.decision())
        .diagnostics();
  }

  private static Program program(String source) {
    Compilation compilation =
        Rego.compile(List.of(new SourceFile("h.rego", source)), RegoOptions.decision());
    assertThat(compilation.diagnostics()).isEmpty();
    return compilation.program().orElseThrow();
  }

  @Test
  void nesting_beyond_the_limit_is_a_diagnostic() {
    for (String open :
        List.of("[", "{", "(", "{\"a\": ", "f(", "[x | ", "{x | ", "$\"{", "not ", "1 + ", "a[")) {
      String source = "package t\n\np := " + open.repeat(100_000);
      assertThat(diagnostics(source)).as(open).isNotEmpty();
    }
    for (String open : List.of("[1 | {", "{ [", "({", "(not (")) {
      String source = "package t\n\nimport rego.v2\n\np if { " + open.repeat(20_000) + "\n}\n";
      assertThat(diagnostics(source)).as(open).isNotEmpty();
    }
  }

  @Test
  void nesting_within_the_limit_compiles_and_evaluates() throws Exception {
    String source = "package t\n\np := " + "[".repeat(150) + "]".repeat(150) + "\n";
    assertThat(program(source).evaluate("data.t.p", null, Budget.generous())).isPresent();
    String chain = "package t\n\np := 0" + " + 1".repeat(150) + "\n";
    assertThat(program(chain).evaluate("data.t.p", null, Budget.generous()))
        .contains(NumberValue.of(150));
  }

  @Test
  void a_file_beyond_the_limit_is_a_diagnostic() {
    String literal = "package t\n\np := \"" + "a".repeat(10 << 20) + "\"\n";
    assertThat(diagnostics(literal)).extracting(Diagnostic::code).containsExactly("TP1003");
    String within = "package t\n\np := \"" + "a".repeat(3 << 20) + "\"\n";
    assertThat(diagnostics(within)).isEmpty();
    assertThat(diagnostics("package t\n\np := " + "9".repeat(500) + "\n")).isNotEmpty();
    assertThat(diagnostics("package t\n\np := 1e999999999\n")).isNotEmpty();
    assertThat(diagnostics("package t\n\np := [" + "1,".repeat(1 << 20) + "]\n"))
        .extracting(Diagnostic::code)
        .containsExactly("TP1003");
  }

  @Test
  void a_long_package_and_a_long_chain_of_rules_do_no_harm() throws Exception {
    assertThat(diagnostics("package " + "a.".repeat(100_000) + "a\n\np := 1\n")).isNotEmpty();
    var chain = new StringBuilder("package t\n\nr0 := 1\n\n");
    for (int rule = 1; rule < 5_000; rule++) {
      chain.append("r").append(rule).append(" := r").append(rule - 1).append(" + 1\n\n");
    }
    Program program = program(chain.toString());
    assertThatThrownBy(() -> program.evaluate("data.t.r4999", null, Budget.generous()))
        .isInstanceOf(RegoException.class)
        .hasFieldOrPropertyWithValue("code", "eval_cancel_error");
    assertThat(program.evaluate("data.t.r100", null, Budget.generous()))
        .contains(NumberValue.of(101));
  }

  @Test
  void the_depth_limit_comes_before_the_end_of_a_small_stack() throws Exception {
    var chain = new StringBuilder("package t\n\nr0(v) := v\n\n");
    for (int rule = 1; rule < 2_000; rule++) {
      chain.append("r").append(rule).append("(v) := [x | some x in [r").append(rule - 1);
      chain.append("(v + 1)]][0]\n\n");
    }
    Program program = program(chain + "p := r1999(0)\n");
    var failure = new AtomicReference<Throwable>();
    Thread small =
        new Thread(
            null,
            () -> {
              try {
                program.evaluate("data.t.p", null, Budget.generous());
              } catch (RegoException | StackOverflowError e) {
                failure.set(e);
              }
            },
            "small",
            512 << 10);
    small.start();
    small.join();
    assertThat(failure.get())
        .isInstanceOf(RegoException.class)
        .hasMessageContaining("nested deeper");
  }

  @Test
  void statements_in_the_worst_order_are_ordered_and_more_than_the_limit_are_refused()
      throws Exception {
    var worst = new StringBuilder("package t\n\np if {\n");
    for (int index = 0; index < 999; index++) {
      worst.append("\tx").append(index).append(" = x").append(index + 1).append('\n');
    }
    Program program = program(worst + "\tx999 = 1\n}\n");
    assertThat(program.evaluate("data.t.p", null, Budget.generous())).isPresent();
    assertThat(diagnostics(worst + "\ttrue\n\tx999 = 1\n}\n"))
        .extracting(Diagnostic::code)
        .containsExactly("TP1003");
  }

  @Test
  void deep_input_is_walked_within_the_budget() {
    Value deep = ArrayValue.EMPTY;
    for (int level = 0; level < 5_000; level++) {
      deep = ArrayValue.of(List.of(deep));
    }
    Value input = deep;
    Program program = program("package t\n\np := [1 | walk(input, _)]\n");
    assertThatThrownBy(() -> program.evaluate("data.t.p", input, Budget.generous()))
        .isInstanceOf(RegoException.class)
        .hasFieldOrPropertyWithValue("code", "eval_cancel_error");
  }

  @Test
  void rules_that_would_not_end_are_cancelled() {
    for (String body :
        List.of(
            "count([1 | some a in numbers.range(1, 100000); some b in numbers.range(1, 100000); a == b])"
                + " > 0",
            "every a in numbers.range(1, 100000) { every b in numbers.range(1, 100000) { a + b > 0 } }",
            "count(numbers.range(1, 1000000000)) > 0")) {
      Program program = program("package t\n\np if " + body + "\n");
      var budget = new Budget(1_000_000, 200, 16 << 20, () -> 0L, Long.MAX_VALUE);
      assertThatThrownBy(() -> program.evaluate("data.t.p", null, budget))
          .as(body)
          .isInstanceOf(RegoException.class)
          .hasFieldOrPropertyWithValue("code", "eval_cancel_error");
    }
  }

  @Test
  void random_text_gives_diagnostics_and_nothing_else() {
    long seed = Long.getLong("tappass.seed", 20_261_124L);
    System.out.println("fuzz seed " + seed);
    var random = new Random(seed);
    String[] words = {
      "package t\n",
      "import rego.v2\n",
      "import data.a\n",
      "p",
      "q",
      "x",
      "_",
      "input",
      "data",
      "if",
      "contains",
      "not",
      "and",
      "or",
      "every",
      "some",
      "in",
      "with",
      "as",
      "else",
      "default",
      ":=",
      "=",
      "==",
      "!=",
      "<",
      "{",
      "}",
      "[",
      "]",
      "(",
      ")",
      ",",
      ";",
      ".",
      ":",
      "|",
      "&",
      "-",
      "+",
      "*",
      "1",
      "1.5e3",
      "\"s\"",
      "`r`",
      "$\"{",
      "}\"",
      "\n",
      "\t",
      " ",
      "# METADATA\n",
      "# title: x\n",
      "#",
      "true",
      "null",
      "\\",
      "\"",
      "$",
      "\u0000",
      "\ud800",
      "é"
    };
    int compiled = 0;
    for (int run = 0; run < 5_000; run++) {
      var source = new StringBuilder(random.nextInt(4) == 0 ? "" : "package t\n\np if {\n");
      int length = random.nextInt(random.nextInt(3) == 0 ? 60 : 4);
      for (int word = 0; word < length; word++) {
        source.append(words[random.nextInt(words.length)]);
        if (random.nextInt(3) == 0) {
          source.append(' ');
        }
      }
      source.append(random.nextBoolean() ? "\n}\n" : "\n");
      Compilation compilation =
          Rego.compile(
              List.of(new SourceFile("f.rego", source.toString())), RegoOptions.decision());
      assertThat(compilation.program().isEmpty())
          .as(source.toString())
          .isEqualTo(!compilation.diagnostics().isEmpty());
      for (Diagnostic diagnostic : compilation.diagnostics()) {
        assertThat(diagnostic.span().row()).as(source.toString()).isPositive();
        assertThat(diagnostic.span().column()).as(source.toString()).isPositive();
        assertThat(diagnostic.render(source.toString())).contains("f.rego:");
      }
      compiled += compilation.program().isPresent() ? 1 : 0;
    }
    assertThat(compiled).isBetween(1, 4_999);
  }
}
