package io.tappass.rego.builtin.graphql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class HostileDocumentsTest {
  private static final long SEED = Long.getLong("tappass.seed", 20261125);
  private static final int TEXTS = 20_000;
  private static final List<String> PIECES =
      List.of(
          "{",
          "}",
          "(",
          ")",
          "[",
          "]",
          "...",
          "on",
          ":",
          "=",
          "@",
          "$",
          "!",
          "|",
          "&",
          " ",
          "\n",
          "\r",
          "query",
          "fragment",
          "type",
          "extend",
          "schema",
          "enum",
          "input",
          "union",
          "directive",
          "implements",
          "a",
          "1",
          "-0.5e",
          "\"",
          "\"\"\"",
          "\\",
          "\\u12",
          "#",
          "\u0000",
          "\ud83d\ude00",
          "\udc80",
          "\"x\"",
          "{a}");

  @Test
  void anyTextIsADocumentOrRefused() {
    System.out.println("tappass.seed=" + SEED);
    var random = new Random(SEED);
    int parsed = 0;
    for (int count = 0; count < TEXTS; count++) {
      var text = new StringBuilder();
      for (int piece = random.nextInt(12); piece >= 0; piece--) {
        text.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      parsed += parses(text.toString()) ? 1 : 0;
    }
    assertThat(parsed).isBetween(1, TEXTS - 1);
  }

  private static boolean parses(String text) {
    boolean any = false;
    try {
      GraphqlDocuments.query(text, quoted -> '"' + quoted + '"');
      any = true;
    } catch (GraphqlException e) {
      assertThat(e).hasMessageContaining(" in GraphQL string at location ");
    }
    try {
      GraphqlDocuments.schema(text, quoted -> '"' + quoted + '"');
      return true;
    } catch (GraphqlException e) {
      assertThat(e).hasMessageContaining(" in GraphQL string at location ");
    }
    return any;
  }

  @Test
  void nestingEndsAtItsLimit() throws GraphqlException {
    int max = GraphqlDocuments.DEPTH_MAX;
    assertThat(GraphqlDocuments.query("{a".repeat(max) + "}".repeat(max), text -> text).size())
        .isEqualTo(1);
    for (String text :
        List.of(
            "{a".repeat(100_000),
            "{a(x:" + "[".repeat(100_000),
            "{a(x:" + "{x:".repeat(100_000),
            "query($x:" + "[".repeat(100_000),
            "{" + "...{".repeat(100_000))) {
      assertThatThrownBy(() -> GraphqlDocuments.query(text, quoted -> quoted))
          .isInstanceOf(GraphqlException.class)
          .hasMessageContaining("nested deeper than " + max);
    }
  }
}
