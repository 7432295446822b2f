package io.tappass.rego.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.json.JsonText;
import io.tappass.rego.Rego;
import io.tappass.rego.RegoOptions;
import io.tappass.rego.SourceFile;
import io.tappass.rego.diagnostic.Diagnostic;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ParserDiagnosticsTest {

  private static List<Diagnostic> diagnostics(String source) {
    return Rego.compile(List.of(new SourceFile("dir/policy.rego", source)), RegoOptions.decision())
        .diagnostics();
  }

  @Test
  void an_error_shows_the_place_the_line_a_caret_and_a_hint() {
    String source = "package t\n\nallow {\n\tinput.x\n}\n";

    assertThat(diagnostics(source).getFirst().render(source))
        .isEqualTo(
            """
            error[TP1002]: `if` keyword is required before rule body
              --> dir/policy.rego:3:7
             3 | allow {
               |       ^
              hint: this is Rego of before v1: write "if {"; opa fmt --rego-v1 rewrites the file\
            """);
  }

  @Test
  void tabs_keep_the_caret_in_its_column() {
    String source = "package t\n\np if {\n\t\tx == 1\n}\n";

    assertThat(diagnostics(source).getFirst().render(source))
        .contains(" 4 | \t\tx == 1\n   | \t\t^");
  }

  @Test
  void one_run_reports_the_errors_of_several_rules_in_order() {
    String source = "package t\n\np if {\n  )\n}\n\nq := 1\n\nr { true }\n";

    assertThat(diagnostics(source))
        .extracting(diagnostic -> diagnostic.span().row(), Diagnostic::code)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(4, "TP1001"),
            org.assertj.core.groups.Tuple.tuple(9, "TP1002"));
  }

  @Test
  void kinds_have_their_codes() {
    assertThat(code("package t\n\np := y\n")).isEqualTo("TP1011");
    assertThat(code("package t\n\np := p\n")).isEqualTo("TP1012");
    assertThat(code("package t\n\np := nothing(1)\n")).isEqualTo("TP1013");
    assertThat(code("package t\n\np := time.now_ns()\n")).isEqualTo("TP1014");
    assertThat(code("package t\n\n# METADATA\n# scope: nowhere\np := 1\n")).isEqualTo("TP1015");
    assertThat(code("p := 1\n")).isEqualTo("TP1001");
    assertThat(code("package t\n\np if { x := 1; x := 2 }\n")).isEqualTo("TP1010");
  }

  private static String code(String source) {
    return diagnostics(source).getFirst().code();
  }

  @Test
  void the_json_form_has_every_part() {
    assertThat(JsonText.compact(diagnostics("package t\n\np { true }\n").getFirst().toJson()))
        .startsWith("{\"severity\":\"error\",\"code\":\"TP1002\",\"message\":")
        .contains("\"location\":{\"file\":\"dir/policy.rego\",\"row\":3,\"col\":3,")
        .contains("\"hint\":");
  }

  @Test
  void both_places_of_a_conflict_are_shown() {
    String source = "package t\n\np := 1\n\np contains 2\n";
    Diagnostic conflict = diagnostics(source).getFirst();

    assertThat(conflict.span().row()).isEqualTo(5);
    assertThat(conflict.related()).extracting(related -> related.span().row()).containsExactly(3);
  }

  @Test
  void every_code_is_documented() throws Exception {
    var root = java.nio.file.Path.of(System.getProperty("tappass.root", "../.."));
    for (var code : io.tappass.rego.diagnostic.RegoCode.values()) {
      assertThat(root.resolve("docs/diagnostics/" + code.code() + ".md")).exists();
    }
  }
}
