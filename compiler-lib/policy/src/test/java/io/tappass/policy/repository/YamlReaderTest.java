package io.tappass.policy.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.json.JsonText;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.policy.diagnostic.Findings;
import io.tappass.rego.diagnostic.Diagnostic;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlReaderTest {
  private final Findings findings = new Findings();

  @Test
  void values_keep_their_places() {
    YamlDocument document = read("org: acme\nlist:\n  - one\n  - {two: 2}\n").orElseThrow();

    assertThat(JsonText.compact(document.value()))
        .isEqualTo("{\"org\":\"acme\",\"list\":[\"one\",{\"two\":2}]}");
    assertThat(document.place("/org").toString()).isEqualTo("f.yaml:1:6");
    assertThat(document.place("/list/1/two").toString()).isEqualTo("f.yaml:4:11");
    assertThat(document.place("/list/1/three").toString()).isEqualTo("f.yaml:4:5");
  }

  @ParameterizedTest
  @CsvSource({
    "x, \"x\"",
    "'', null",
    "~, null",
    "true, true",
    "False, false",
    "yes, \"yes\"",
    "on, \"on\"",
    "12, 12",
    "+12, 12",
    "-07, -7",
    "0o17, 15",
    "0x1F, 31",
    "1.50, 1.50",
    ".5, 0.5",
    "5., 5",
    "1e3, 1e3",
    "1_000, \"1_000\"",
    "v1_2_0, \"v1_2_0\"",
    "2026-11-24, \"2026-11-24\"",
    "499.99, 499.99"
  })
  void plain_scalars_follow_the_core_schema(String text, String json) {
    YamlDocument document = read("a: " + text).orElseThrow();
    assertThat(JsonText.compact(document.value())).isEqualTo("{\"a\":" + json + "}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: &x [1]\nb: *x",
        "a: &x 1",
        "a: !!str 1",
        "a: !thing {}",
        "? [1]\n: 2",
        "1: one",
        "null: x",
        "a: .inf",
        "a: .nan",
        "a: 1e9999999",
        "a: 1\n---\nb: 2\n"
      })
  void what_could_surprise_is_refused(String text) {
    assertThat(read(text)).isEmpty();
    assertThat(codes()).containsExactly("TP1121");
  }

  @Test
  void a_duplicate_key_is_refused_where_it_stands() {
    assertThat(read("org: a\nteams: []\norg: b\n")).isEmpty();
    assertThat(codes()).containsExactly("TP1122");
    assertThat(findings.sorted().get(0).span().toString()).isEqualTo("f.yaml:3:1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a: [1", "a: b: c", "\ta: 1", "a: 'x", "@a", "{a: 1}}", "%YAML 3.0"})
  void what_is_no_yaml_is_a_syntax_error(String text) {
    assertThat(read(text)).isEmpty();
    assertThat(codes()).containsExactly("TP1120");
  }

  @Test
  void a_bomb_of_aliases_is_refused_at_its_first_anchor() {
    var bomb = new StringBuilder("a0: &a0 [lol, lol]\n");
    for (int index = 1; index < 30; index++) {
      bomb.append("a%d: &a%d [*a%d, *a%d]%n".formatted(index, index, index - 1, index - 1));
    }
    assertThat(read(bomb.toString())).isEmpty();
    assertThat(findings.sorted().get(0).span().row()).isEqualTo(1);
  }

  @Test
  void nesting_beyond_the_limit_is_refused() {
    int limit = RepositoryLimits.YAML_DEPTH_MAX;
    assertThat(read("[".repeat(limit) + "]".repeat(limit))).isPresent();
    assertThat(read("[".repeat(limit + 1) + "]".repeat(limit + 1))).isEmpty();
    assertThat(read("[".repeat(100_000))).isEmpty();
    assertThat(codes()).containsExactly("TP1121");
  }

  @Test
  void more_values_than_the_limit_are_refused() {
    assertThat(read("[" + "1,".repeat(RepositoryLimits.YAML_NODES_MAX) + "1]")).isEmpty();
    assertThat(codes()).containsExactly("TP1121");
  }

  @Test
  void an_empty_file_is_an_empty_mapping() {
    assertThat(read("# nothing\n").orElseThrow().value())
        .isInstanceOfSatisfying(JsonObject.class, o -> assertThat(o.members()).isEmpty());
  }

  @Test
  void fields_report_every_wrong_member_at_once() {
    YamlDocument document = read("id: Nope\nflag: 3\ncount: x\nlist: {}\nextra: 1\n").orElseThrow();
    YamlFields fields = YamlFields.of(document, findings);

    assertThat(fields.id("id")).isEmpty();
    assertThat(fields.string("missing")).isEmpty();
    assertThat(fields.optionalBool("flag")).isEmpty();
    assertThat(fields.optionalInteger("count")).isEmpty();
    assertThat(fields.strings("list")).isEmpty();
    fields.end();

    assertThat(codes()).containsExactly("TP1112", "TP1123", "TP1123", "TP1123", "TP1123", "TP1123");
  }

  private Optional<YamlDocument> read(String text) {
    return YamlReader.read("f.yaml", text, findings);
  }

  private List<String> codes() {
    return findings.sorted().stream().map(Diagnostic::code).toList();
  }
}
