package io.tappass.rego;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tappass.json.JsonText;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EvalRequestTest {
  private static final QueryOptions HOW =
      new QueryOptions(Budget.generous(), false, 0, new Random(1));

  @TempDir private Path folder;

  private String answer(String query, Value input) throws IOException {
    var request = new EvalRequest(DocumentTree.load(List.of(folder)), input, query, HOW);
    return JsonText.compact(request.answer().json());
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.writeString(file, text);
  }

  @Test
  void answers_as_opa_eval_does() throws IOException {
    write("a.rego", "package t\n\np contains x if some x in data.lists.numbers\n");
    write("lists/data.json", "{\"numbers\": [2, 1]}");
    write("more/data.yaml", "k: v\n");

    assertThat(answer("data.t.p", ObjectValue.EMPTY))
        .isEqualTo(
            "{\"result\":[{\"expressions\":[{\"value\":[1,2],\"text\":\"data.t.p\","
                + "\"location\":{\"row\":1,\"col\":1}}]}]}");
    assertThat(answer("x := data.more.k; 1 == 2", ObjectValue.EMPTY))
        .isEqualTo(
            "{\"result\":[{\"expressions\":[{\"value\":true,\"text\":\"x := data.more.k\","
                + "\"location\":{\"row\":1,\"col\":1}},{\"value\":false,\"text\":\"1 == 2\","
                + "\"location\":{\"row\":1,\"col\":19}}],\"bindings\":{\"x\":\"v\"}}]}");
    assertThat(answer("data.t.nothing", ObjectValue.EMPTY)).isEqualTo("{}");
    assertThat(answer("data.lists.numbers[_] = x", ObjectValue.EMPTY))
        .contains("\"bindings\":{\"x\":2}")
        .contains("\"bindings\":{\"x\":1}");
  }

  @Test
  void errors_have_code_message_and_place() throws IOException {
    write("a.rego", "package t\n\np := 1\n\np := 2\n");

    assertThat(answer("data.t.p", ObjectValue.EMPTY))
        .contains("{\"errors\":[{\"message\":\"complete rules must not produce multiple outputs\"")
        .contains("\"code\":\"eval_conflict_error\"");
    assertThat(answer("data.t[", ObjectValue.EMPTY)).contains("\"code\":\"rego_parse_error\"");
    assertThat(answer("y == 1", ObjectValue.EMPTY)).contains("\"code\":\"rego_unsafe_var_error\"");
    write("b.rego", "package t\n\nq if {\n");
    assertThat(answer("1", ObjectValue.EMPTY))
        .contains("\"code\":\"rego_parse_error\"")
        .contains("b.rego");
  }

  @Test
  void documents_that_contradict_each_other_are_refused() throws IOException {
    write("a/data.json", "{\"k\": 1}");
    write("a/data.yaml", "k: 2\n");

    assertThatThrownBy(() -> DocumentTree.load(List.of(folder)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("merge error");
  }
}
