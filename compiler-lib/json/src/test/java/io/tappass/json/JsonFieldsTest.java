package io.tappass.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class JsonFieldsTest {

  @Test
  void a_member_that_nobody_asked_for_is_refused_by_name() throws Exception {
    JsonFields fields = fields("{\"a\":1,\"b\":2}");
    assertThat(fields.integer("a")).isEqualTo(1);

    assertRefused("x.b is unknown", fields::end);
    assertThat(fields.has("b")).isTrue();
    assertRefused("x.b is unknown", fields::end);
    assertThat(fields.integer("b")).isEqualTo(2);
    fields.end();
  }

  @Test
  void a_missing_member_and_null_are_different_and_both_refused() throws Exception {
    JsonFields fields = fields("{\"a\":null}");

    assertRefused("x.b is missing", () -> fields.string("b"));
    assertRefused("x.a is no string", () -> fields.string("a"));
    assertRefused("x.a is no string", () -> fields.optionalString("a"));
    assertThat(fields.optionalString("b")).isEmpty();
  }

  @Test
  void another_type_is_refused_and_never_converted() throws Exception {
    JsonFields fields =
        fields("{\"t\":\"1\",\"n\":1,\"f\":1.5,\"big\":9223372036854775808,\"b\":true}");

    assertRefused("x.t is no number", () -> fields.integer("t"));
    assertRefused("x.n is no string", () -> fields.string("n"));
    assertRefused("x.f is no integer of 64 bits", () -> fields.integer("f"));
    assertRefused("x.big is no integer of 64 bits", () -> fields.integer("big"));
    assertRefused("x.n is no boolean", () -> fields.bool("n"));
    assertRefused("x.b is no array", () -> fields.array("b"));
    assertRefused("x.b is no object", () -> fields.object("b"));
    assertThat(fields.bool("b")).isTrue();
  }

  @Test
  void a_wrong_item_of_a_list_is_named_by_its_place() throws Exception {
    assertRefused("x.l[1] is no string", () -> fields("{\"l\":[\"a\",1]}").strings("l"));
    assertRefused("x.l[0] is no object", () -> fields("{\"l\":[1]}").objects("l"));
    assertThatThrownBy(() -> JsonFields.of("x", JsonValue.of(1)))
        .isInstanceOf(JsonShapeException.class);
  }

  private static JsonFields fields(String text) throws Exception {
    return JsonFields.of("x", StrictJson.parse(text, JsonLimits.bytes(1024)));
  }

  private static void assertRefused(String message, ThrowingCallable reading) {
    assertThatThrownBy(reading).isInstanceOf(JsonShapeException.class).hasMessage(message);
  }
}
