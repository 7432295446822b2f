package io.tappass.rego;

import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.BooleanValue;
import io.tappass.rego.value.NullValue;
import io.tappass.rego.value.NumberValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The golden table of {@code docs/spec/negation.md}. */
final class NegationTableTest {
  private static final Map<String, Value> VALUES =
      Map.of(
          "null", NullValue.NULL,
          "false", BooleanValue.FALSE,
          "5", NumberValue.of(5),
          "7", NumberValue.of(7),
          "\"a\"", StringValue.of("a"),
          "[1]", ArrayValue.of(NumberValue.of(1)));

  static List<List<String>> table() throws Exception {
    try (var in =
        Objects.requireNonNull(NegationTableTest.class.getResourceAsStream("negation.tsv"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> List.of(line.split("\t", -1)))
          .toList();
    }
  }

  private static Value input(String column) {
    Value value = VALUES.get(column);
    return value == null
        ? ObjectValue.EMPTY
        : ObjectValue.builder().put(StringValue.of("x"), value).build();
  }

  @Test
  void legacy_not_answers_as_opa_does_for_missing_and_odd_values() throws Exception {
    List<List<String>> table = table();
    List<String> columns = table.getFirst();
    var wrong = new ArrayList<String>();
    int cells = 0;
    for (List<String> row : table.subList(1, table.size())) {
      String source =
          "package t\n\nimport rego.v1\n\nh if input.x == 5\n\nf(v) if v == 5\n\ng(v) := v\n\n"
              + "hgt if input.x > 5\n\np if {\n\t"
              + row.getFirst()
              + "\n}\n";
      Program program =
          Rego.compile(List.of(new SourceFile("t.rego", source)), RegoOptions.decision())
              .program()
              .orElseThrow();
      for (int column = 1; column < columns.size(); column++) {
        Value input = input(columns.get(column));
        Optional<Value> value = program.evaluate("data.t.p", input, Budget.generous());
        String found = value.isPresent() ? value.get().toString() : "undefined";
        cells++;
        if (!found.equals(row.get(column))) {
          wrong.add(row.getFirst() + " at " + columns.get(column) + ": " + found);
        }
        boolean held =
            !program.evaluateClauses("data.t.p", input, Budget.generous()).stream()
                .filter(outcome -> outcome.kind() == ClauseOutcome.Kind.HELD)
                .toList()
                .isEmpty();
        // A call on a wrong type is an error on the decision path, never an answer.
        if (held && !row.get(column).equals("true")) {
          wrong.add(row.getFirst() + " at " + columns.get(column) + " held as a clause");
        }
      }
    }
    assertThat(cells).isEqualTo(22 * 7);
    assertThat(wrong).isEmpty();
  }

  @Test
  void the_new_not_needs_no_guard() throws Exception {
    for (String body : List.of("not input.x > 5", "not startswith(input.x, \"a\")")) {
      String source = "package t\n\nimport future.keywords.not\n\np if " + body + "\n";
      Program program =
          Rego.compile(List.of(new SourceFile("t.rego", source)), RegoOptions.decision())
              .program()
              .orElseThrow();
      assertThat(program.evaluate("data.t.p", ObjectValue.EMPTY, Budget.generous()))
          .contains(BooleanValue.TRUE);
    }
  }
}
