package io.tappass.rego;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tappass.json.JsonLimits;
import io.tappass.json.StrictJson;
import io.tappass.rego.ClauseOutcome.Kind;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import io.tappass.rego.value.ValueJson;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class DecisionPathTest {

  private static Program program(String... sources) {
    List<SourceFile> files =
        java.util.stream.IntStream.range(0, sources.length)
            .mapToObj(index -> new SourceFile("m" + index + ".rego", sources[index]))
            .toList();
    Compilation compilation = Rego.compile(files, RegoOptions.decision());
    assertThat(compilation.diagnostics()).isEmpty();
    return compilation.program().orElseThrow();
  }

  private static Value json(String text) throws Exception {
    return ValueJson.fromJson(StrictJson.parse(text, JsonLimits.bytes(1 << 20)));
  }

  private static List<ClauseOutcome> deny(String source, String input) throws Exception {
    return program(source).evaluateClauses("data.t.deny", json(input), Budget.generous());
  }

  @Test
  void a_clause_that_holds_gives_its_term() throws Exception {
    var outcomes = deny("package t\n\ndeny contains \"no\" if input.x == 1\n", "{\"x\":1}");

    assertThat(outcomes).hasSize(1);
    assertThat(outcomes.getFirst().kind()).isEqualTo(Kind.HELD);
    assertThat(outcomes.getFirst().term()).isEqualTo(StringValue.of("no"));
    assertThat(outcomes.getFirst().rule().id()).matches("r_[0-9a-f]{16}");
  }

  @Test
  void an_undefined_message_in_the_head_does_not_undo_a_deny() throws Exception {
    var outcomes =
        deny(
            """
            package t

            deny contains sprintf("%s", [input.missing]) if input.x == 1
            """,
            "{\"x\":1}");

    assertThat(outcomes).hasSize(1);
    assertThat(outcomes.getFirst().kind()).isEqualTo(Kind.HELD);
    assertThat(outcomes.getFirst().term()).isNull();
  }

  @Test
  void an_undefined_message_in_the_body_does_not_undo_a_deny() throws Exception {
    for (String message :
        List.of(
            "sprintf(\"%s\", [input.missing])",
            "input.missing.reason",
            "$\"{input.missing}\"",
            "{\"tier\": \"user\", \"reason\": input.missing}",
            "concat(\"\", [upper(input.missing)])")) {
      var outcomes =
          deny(
              "package t\n\ndeny contains msg if {\n\tinput.x == 1\n\tmsg := " + message + "\n}\n",
              "{\"x\":1}");

      assertThat(outcomes).as(message).hasSize(1);
      assertThat(outcomes.getFirst().kind()).as(message).isEqualTo(Kind.HELD);
    }
  }

  @Test
  void a_message_in_error_does_not_undo_a_deny() throws Exception {
    var outcomes =
        deny(
            """
            package t

            deny contains msg if {
            	input.x == 1
            	msg := concat("", input.x)
            }
            """,
            "{\"x\":1}");

    assertThat(outcomes).extracting(ClauseOutcome::kind).containsExactly(Kind.HELD);
    assertThat(outcomes.getFirst().term()).isNull();
  }

  @Test
  void a_condition_stays_a_condition_whatever_reads_it() throws Exception {
    String source =
        """
        package t

        violation := "bad" if input.bad

        deny contains msg if {
        	input.x == 1
        	msg := violation
        }

        deny contains msg if {
        	msg := input.only_statement
        }

        deny contains msg if {
        	input.x == 1
        	some msg in input.list
        }

        check(v) := "checked" if v.bad

        deny contains msg if {
        	input.x == 1
        	msg := check(input)
        }
        """;

    assertThat(deny(source, "{\"x\":1}")).isEmpty();
    assertThat(deny(source, "{\"x\":1,\"bad\":true,\"only_statement\":\"s\",\"list\":[\"l\"]}"))
        .extracting(ClauseOutcome::term)
        .containsExactly(
            StringValue.of("bad"),
            StringValue.of("s"),
            StringValue.of("l"),
            StringValue.of("checked"));
  }

  @Test
  void an_assignment_that_nothing_reads_is_a_condition() throws Exception {
    for (String statement :
        List.of(
            "limit := input.limit",
            "_ = input.limit",
            "x = input.limit",
            "n := count(input.limit)")) {
      String source =
          "package t\n\ndeny if {\n\tinput.x == 1\n\t"
              + statement
              + "\n}\n\nallow if {\n\tinput.x == 1\n\t"
              + statement
              + "\n}\n";
      for (String path : List.of("data.t.deny", "data.t.allow")) {
        assertThat(program(source).evaluateClauses(path, json("{\"x\":1}"), Budget.generous()))
            .as(statement)
            .isEmpty();
        assertThat(
                program(source)
                    .evaluateClauses(path, json("{\"x\":1,\"limit\":[5]}"), Budget.generous()))
            .as(statement)
            .hasSize(1);
      }
    }
  }

  @Test
  void an_error_in_a_condition_is_an_outcome_and_the_other_clauses_still_count() throws Exception {
    var outcomes =
        deny(
            """
            package t

            deny contains "first" if to_number(input.text) > 5

            deny contains "second" if input.x == 1
            """,
            "{\"x\":1,\"text\":\"abc\"}");

    assertThat(outcomes).extracting(ClauseOutcome::kind).containsExactly(Kind.ERROR, Kind.HELD);
    assertThat(outcomes.getFirst().error())
        .hasFieldOrPropertyWithValue("code", RegoException.BUILTIN);
  }

  @Test
  void an_error_beneath_not_is_an_outcome_too() throws Exception {
    var outcomes =
        deny(
            """
            package t

            small if to_number(input.text) < 5

            deny contains "not small" if not small
            """,
            "{\"text\":\"abc\"}");

    assertThat(outcomes).extracting(ClauseOutcome::kind).containsExactly(Kind.ERROR);
  }

  @Test
  void a_conflict_is_an_outcome() throws Exception {
    var outcomes =
        deny(
            """
            package t

            limit := 1

            limit := 2 if input.x

            deny contains "over" if input.x > limit
            """,
            "{\"x\":5}");

    assertThat(outcomes).extracting(ClauseOutcome::kind).containsExactly(Kind.ERROR);
    assertThat(outcomes.getFirst().error())
        .hasFieldOrPropertyWithValue("code", "eval_conflict_error");
  }

  @Test
  void a_spent_budget_is_an_outcome() throws Exception {
    String endless =
        """
        package t

        deny contains "x" if {
        	some a in numbers.range(1, 1000)
        	some b in numbers.range(1, 1000)
        	some c in numbers.range(1, 1000)
        	a + b + c == 0
        }
        """;
    var steps = new Budget(10_000, 200, 1 << 20, () -> 0L, Long.MAX_VALUE);
    assertThat(program(endless).evaluateClauses("data.t.deny", null, steps))
        .extracting(outcome -> String.valueOf(outcome.error()))
        .singleElement()
        .asString()
        .contains("steps");

    var clock = new AtomicLong();
    var time = new Budget(Long.MAX_VALUE, 200, Long.MAX_VALUE, clock::incrementAndGet, 50);
    assertThat(program(endless).evaluateClauses("data.t.deny", null, time))
        .extracting(ClauseOutcome::kind)
        .containsExactly(Kind.ERROR);

    var bytes = new Budget(Long.MAX_VALUE, 200, 1_000, () -> 0L, Long.MAX_VALUE);
    assertThat(program(endless).evaluateClauses("data.t.deny", null, bytes))
        .extracting(ClauseOutcome::kind)
        .containsExactly(Kind.ERROR);
  }

  @Test
  void strict_evaluation_never_turns_an_error_into_an_allow() throws Exception {
    Program program =
        program(
            """
            package t

            bad if to_number(input.text) > 5

            allow if not bad
            """);
    Value input = json("{\"text\":\"abc\"}");

    assertThat(program.evaluate("data.t.allow", input, Budget.generous())).isPresent();
    assertThatThrownBy(() -> program.evaluateStrict("data.t.allow", input, Budget.generous()))
        .isInstanceOf(RegoException.class)
        .hasFieldOrPropertyWithValue("code", "eval_builtin_error");
  }

  @Test
  void clauses_of_single_value_rules_and_their_branches() throws Exception {
    Program program =
        program(
            """
            package t

            deny := "high" if input.x > 10 else := "low" if input.x > 5

            deny := "other" if input.y
            """);

    assertThat(
            program.evaluateClauses("data.t.deny", json("{\"x\":7,\"y\":true}"), Budget.generous()))
        .extracting(ClauseOutcome::term)
        .containsExactly(StringValue.of("low"), StringValue.of("other"));
    assertThat(program.evaluateClauses("data.t.nothing", null, Budget.generous())).isEmpty();
    assertThat(program.defines("data.t.deny")).isTrue();
    assertThat(program.defines("data.t.nothing")).isFalse();
  }

  @Test
  void the_index_changes_no_answer() throws Exception {
    var indexed = new StringBuilder("package t\n\n");
    for (int tool = 0; tool < 50; tool++) {
      indexed.append("deny contains \"t").append(tool).append("\" if input.call.tool == \"t");
      indexed.append(tool).append("\"\n\n");
    }
    indexed.append("deny contains \"any\" if input.call.x\n\n");
    indexed.append("deny contains \"two\" if input.call.tool in {\"t1\", \"t2\"}\n");
    Program program = program(indexed.toString());

    assertThat(
            program.evaluateClauses(
                "data.t.deny", json("{\"call\":{\"tool\":\"t1\",\"x\":1}}"), Budget.generous()))
        .extracting(ClauseOutcome::term)
        .containsExactly(StringValue.of("t1"), StringValue.of("any"), StringValue.of("two"));
    assertThat(
            program.evaluateClauses("data.t.deny", json("{\"call\":{\"x\":1}}"), Budget.generous()))
        .extracting(ClauseOutcome::term)
        .containsExactly(StringValue.of("any"));
    assertThat(program.evaluateClauses("data.t.deny", null, Budget.generous())).isEmpty();
  }

  @Test
  void builtins_outside_the_profile_are_named_wherever_they_stand() {
    for (String call : List.of("time.now_ns()", "rand.intn(\"s\", 5)", "http.send({})")) {
      var compilation =
          Rego.compile(
              List.of(new SourceFile("t.rego", "package t\n\np if " + call + " == 1\n")),
              RegoOptions.decision());
      assertThat(compilation.program()).isEmpty();
      assertThat(compilation.diagnostics())
          .extracting(diagnostic -> diagnostic.code())
          .containsExactly("TP1014");
      assertThat(compilation.diagnostics().getFirst().message())
          .contains(call.substring(0, call.indexOf('(')));
    }
    var byWith =
        Rego.compile(
            List.of(
                new SourceFile(
                    "t.rego", "package t\n\np if count([]) == 0 with count as uuid.rfc4122\n")),
            RegoOptions.decision());
    assertThat(byWith.diagnostics())
        .extracting(diagnostic -> diagnostic.code())
        .containsExactly("TP1014");
  }

  @Test
  void rule_ids_depend_on_meaningful_text_only() {
    Program one =
        program("package t\n\ndeny contains \"a\" if {\n\tinput.x == 1 # why\n\tinput.y\n}\n");
    Program two =
        program("package t\n# other\n\n\ndeny  contains   `a` if {input.x==1; input.y}\n");
    Program three =
        program("package t\n\ndeny contains \"a\" if {\n\tinput.x == 2\n\tinput.y\n}\n");

    assertThat(one.rules().getFirst().id()).isEqualTo(two.rules().getFirst().id());
    assertThat(one.rules().getFirst().id()).isNotEqualTo(three.rules().getFirst().id());
  }

  @Test
  void labels_merge_from_package_to_rule() {
    Program program =
        program(
            """
            # METADATA
            # labels:
            #   owner: org
            #   control: C0
            package t

            # METADATA
            # labels:
            #   control: C1
            deny contains "a" if input.x
            """);

    assertThat(program.rules().getFirst().labels())
        .containsExactly(
            java.util.Map.entry("control", StringValue.of("C1")),
            java.util.Map.entry("owner", StringValue.of("org")));
  }
}
