package io.tappass.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tappass.json.JsonException.Reason;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonNumber;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.json.JsonValue.JsonString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CanonicalJsonTest {
  private static final JsonLimits LIMITS = JsonLimits.bytes(1 << 20);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "' { \"b\" : [ 1 , 2 ] , \"a\" : null } '|{\"a\":null,\"b\":[1,2]}",
        "'{\"peach\":1,\"péché\":2,\"pêche\":3,\"sin\":4}'|'{\"peach\":1,\"péché\":2,\"pêche\":3,\"sin\":4}'",
        "'{\"10\":1,\"9\":2,\"1\":3,\"\":4}'|'{\"\":4,\"1\":3,\"10\":1,\"9\":2}'",
        "'{\"aa\":1,\"a\":2,\"B\":3,\"A\":4}'|'{\"A\":4,\"B\":3,\"a\":2,\"aa\":1}'",
        "-0|0",
        "'\"\\u0041\\/\\u00e9\"'|'\"A/é\"'",
        "'\"\\u000a\\u0008\\u0009\\u000c\\u000d\\u0022\\u005c\"'|'\"\\n\\b\\t\\f\\r\\\"\\\\\"'",
        "'\"\\u0000\\u001F\\u007f\"'|'\"\\u0000\\u001f\u007f\"'",
        "'\"\\u20ac\\ud83d\\ude00\"'|'\"€😀\"'",
        "'[true,false,null,{},[]]'|'[true,false,null,{},[]]'",
      })
  void a_value_has_one_form(String text, String canonical) throws Exception {
    byte[] written = CanonicalJson.write(StrictJson.parse(text, LIMITS));

    assertThat(new String(written, StandardCharsets.UTF_8)).isEqualTo(canonical);
    assertThat(CanonicalJson.write(CanonicalJson.read(written, LIMITS))).isEqualTo(written);
  }

  @Test
  void names_are_ordered_by_utf_16_code_units_and_not_by_code_points() throws Exception {
    // U+1F600 begins with the unit D83D, which is below U+FB33 although its code point is above.
    var object = JsonValue.object().put("\ufb33", 1).put("\ud83d\ude00", 2).put("\u20ac", 3);

    assertThat(new String(CanonicalJson.write(object.build()), StandardCharsets.UTF_8))
        .isEqualTo("{\"\u20ac\":3,\"\ud83d\ude00\":2,\"\ufb33\":1}");
  }

  @Test
  void composed_and_decomposed_letters_stay_different() throws Exception {
    assertThat(CanonicalJson.write(new JsonString("\u00e9")))
        .isNotEqualTo(CanonicalJson.write(new JsonString("e\u0301")));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, 9007199254740991L, -9007199254740991L})
  void integers_within_2_to_the_53_are_written(long value) throws Exception {
    assertThat(new String(CanonicalJson.write(JsonValue.of(value)), StandardCharsets.UTF_8))
        .isEqualTo(Long.toString(value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9007199254740992",
        "-9007199254740992",
        "9007199254740993",
        "9223372036854775807",
        "9223372036854775808",
        "100000000000000000000",
        "1.0",
        "1.5",
        "1e0",
        "1E3",
        "-0.0",
      })
  void other_numbers_have_no_canonical_form(String text) {
    assertThat(refused(new JsonNumber(text))).isEqualTo(Reason.BAD_NUMBER);
    assertThat(refusedRead(text)).isEqualTo(Reason.BAD_NUMBER);
    assertThatIllegalStateException()
        .isThrownBy(() -> CanonicalJson.writeOwn(new JsonNumber(text)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " 1",
        "1 ",
        "1\n",
        "-0",
        "{\"b\":1,\"a\":2}",
        "{\"a\": 1}",
        "[1, 2]",
        "\"\\u0041\"",
        "\"\\/\"",
        "\"\\u000a\"",
        "\"\\u001F\"",
        "\"\\u00e9\"",
        "\"\\ud83d\\ude00\"",
      })
  void bytes_that_are_another_form_of_what_they_say_are_refused(String text) {
    assertThat(refusedRead(text)).isEqualTo(Reason.NOT_CANONICAL);
  }

  @Test
  void a_refusal_points_at_the_first_byte_that_differs() {
    byte[] text = "{\"a\":1,\"b\": 2}".getBytes(StandardCharsets.UTF_8);
    JsonException refused =
        catchThrowableOfType(JsonException.class, () -> CanonicalJson.read(text, LIMITS));

    assertThat(refused.offset()).isEqualTo(11);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\ud800", "\udc00", "a\ud800", "\ud800a", "\udc00\ud800"})
  void lone_surrogates_have_no_canonical_form(String text) {
    assertThat(refused(new JsonString(text))).isEqualTo(Reason.LONE_SURROGATE);
    assertThat(refused(new JsonObject(Map.of(text, JsonValue.NULL))))
        .isEqualTo(Reason.LONE_SURROGATE);
  }

  @Test
  void depth_is_counted_to_32_and_not_beyond() throws Exception {
    JsonValue value = JsonValue.of(1);
    for (int depth = 0; depth < 32; depth++) {
      value = new JsonArray(List.of(value));
    }
    assertThat(CanonicalJson.write(value)).hasSize(65);
    assertThat(refused(new JsonArray(List.of(value)))).isEqualTo(Reason.TOO_DEEP);
    assertThat(refused(new JsonObject(Map.of("a", value)))).isEqualTo(Reason.TOO_DEEP);
  }

  @Test
  void one_value_gives_the_same_bytes_in_any_order_and_locale() throws Exception {
    long seed = 20261124;
    var random = new Random(seed);
    Locale before = Locale.getDefault();
    try {
      for (int round = 0; round < 500; round++) {
        JsonValue value = value(random, 4);
        Locale.setDefault(Locale.ROOT);
        byte[] bytes = CanonicalJson.write(value);
        Locale.setDefault(Locale.of("tr", "TR"));
        assertThat(CanonicalJson.write(shuffled(value, random)))
            .as("seed %d", seed)
            .isEqualTo(bytes);
        assertThat(CanonicalJson.read(bytes, LIMITS)).as("seed %d", seed).isEqualTo(value);
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  private static JsonValue value(Random random, int depth) {
    return switch (random.nextInt(depth > 0 ? 6 : 4)) {
      case 0 -> JsonValue.NULL;
      case 1 -> JsonValue.of(random.nextBoolean());
      case 2 -> JsonValue.of(random.nextLong() >> 11);
      case 3 -> JsonValue.of(text(random));
      case 4 -> {
        List<JsonValue> items = new ArrayList<>();
        for (int index = random.nextInt(4); index > 0; index--) {
          items.add(value(random, depth - 1));
        }
        yield new JsonArray(items);
      }
      default -> {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        for (int index = random.nextInt(6); index > 0; index--) {
          members.put(text(random), value(random, depth - 1));
        }
        yield new JsonObject(members);
      }
    };
  }

  private static String text(Random random) {
    var text = new StringBuilder();
    for (int index = random.nextInt(5); index > 0; index--) {
      int point = random.nextInt(4) == 0 ? random.nextInt(0x110000) : random.nextInt(0x100);
      text.appendCodePoint(point >= 0xd800 && point <= 0xdfff ? 'i' : point);
    }
    return text.toString();
  }

  private static JsonValue shuffled(JsonValue value, Random random) {
    if (value instanceof JsonObject object) {
      var entries = new ArrayList<>(object.members().entrySet());
      Collections.shuffle(entries, random);
      Map<String, JsonValue> members = new LinkedHashMap<>();
      entries.forEach(entry -> members.put(entry.getKey(), shuffled(entry.getValue(), random)));
      return new JsonObject(members);
    }
    if (value instanceof JsonArray array) {
      return new JsonArray(array.items().stream().map(item -> shuffled(item, random)).toList());
    }
    return value;
  }

  private static Reason refused(JsonValue value) {
    JsonException refused =
        catchThrowableOfType(JsonException.class, () -> CanonicalJson.write(value));
    assertThat(refused).as("refused").isNotNull();
    return refused.reason();
  }

  private static Reason refusedRead(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    JsonException refused =
        catchThrowableOfType(JsonException.class, () -> CanonicalJson.read(bytes, LIMITS));
    assertThat(refused).as("refused: %s", text).isNotNull();
    return refused.reason();
  }
}
