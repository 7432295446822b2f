package io.tappass.rego.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import io.tappass.json.JsonText;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class BuiltinsTest {
  @Test
  void everySignaturePrintsAsItIsDeclared() {
    assertThat(Builtins.standard().all()).hasSizeGreaterThan(200);
    for (Builtin builtin : Builtins.standard().all()) {
      String text = builtin.signature().text();
      assertThat(Declarations.signature(text)).isEqualTo(builtin.signature());
    }
    assertThat(Builtins.standard().find("minus").orElseThrow().signature().text())
        .isEqualTo("(any<number, set[any]>, any<number, set[any]>) => any<number, set[any]>");
    assertThat(Builtins.standard().find("print").orElseThrow().signature().text())
        .isEqualTo("(any...) =>");
  }

  @Test
  void whatIsNotComputedIsOutsideTheDecisionProfile() {
    Set<String> absent = new TreeSet<>();
    for (Builtin builtin : Builtins.standard().all()) {
      if (!builtin.offered()) {
        assertThat(builtin.inDecisionProfile()).as(builtin.name()).isFalse();
        absent.add(builtin.name());
      }
    }
    assertThat(absent).hasSize(11).contains("graphql.parse");
  }

  @Test
  void capabilitiesNameWhatTheyAreGiven() {
    var profile = Builtins.standard().all().stream().filter(Builtin::inDecisionProfile).toList();
    String text = JsonText.compact(Builtins.capabilities(profile));
    assertThat(text)
        .contains("{\"name\":\"abs\",\"decl\":{\"args\":[{\"type\":\"number\"}]")
        .contains("\"infix\":\":=\"")
        .doesNotContain("http.send", "graphql.is_valid");
  }

  @Test
  void theDecisionProfileLeavesOutWhatReadsTheWorld() {
    Set<String> outside = new TreeSet<>();
    for (Builtin builtin : Builtins.standard().all()) {
      if (builtin.offered() && !builtin.inDecisionProfile()) {
        outside.add(builtin.name());
      }
    }
    assertThat(outside)
        .containsExactly(
            "http.send",
            "io.jwt.decode_verify",
            "io.jwt.encode_sign",
            "io.jwt.encode_sign_raw",
            "json.match_schema",
            "json.verify_schema",
            "net.lookup_ip_addr",
            "opa.runtime",
            "rand.intn",
            "time.now_ns",
            "uuid.rfc4122");
  }
}
