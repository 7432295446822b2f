package io.tappass.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tappass.json.JsonException.Reason;
import io.tappass.json.JsonValue.JsonNumber;
import io.tappass.json.JsonValue.JsonString;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StrictJsonTest {
  private static final JsonLimits LIMITS = JsonLimits.bytes(1 << 20);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|EMPTY|-1",
        "'  \t'|EMPTY|-1",
        "nul|SYNTAX|0",
        "True|SYNTAX|0",
        "truex|TRAILING_BYTES|4",
        "1 2|TRAILING_BYTES|2",
        "{}}|TRAILING_BYTES|2",
        "[1,]|SYNTAX|3",
        "[,1]|SYNTAX|1",
        "[1 2]|SYNTAX|3",
        "[1|SYNTAX|2",
        "{\"a\":1,}|SYNTAX|7",
        "{\"a\" 1}|SYNTAX|5",
        "{a:1}|SYNTAX|1",
        "{\"a\":}|SYNTAX|5",
        "{\"a\":1|SYNTAX|6",
        "{1:2}|SYNTAX|1",
        "// x|SYNTAX|0",
        "/* */1|SYNTAX|0",
        "'\"a'|SYNTAX|2",
        "'\"a\\'|SYNTAX|2",
        "'\"\\x41\"'|SYNTAX|1",
        "'\"\\u12g4\"'|SYNTAX|5",
        "'\"\\u123'|SYNTAX|6",
        "'\"\\U0041\"'|SYNTAX|1",
        "NaN|SYNTAX|0",
        "Infinity|SYNTAX|0",
        "-Infinity|BAD_NUMBER|0",
        "+1|SYNTAX|0",
        ".5|SYNTAX|0",
        "01|BAD_NUMBER|0",
        "-|BAD_NUMBER|0",
        "-01|BAD_NUMBER|0",
        "1.|BAD_NUMBER|0",
        "1.e1|BAD_NUMBER|0",
        "1e|BAD_NUMBER|0",
        "1e+|BAD_NUMBER|0",
        "1e1.5|BAD_NUMBER|0",
        "1-1|BAD_NUMBER|0",
        "--1|BAD_NUMBER|0",
        "0x10|TRAILING_BYTES|1",
        "{\"a\":1,\"a\":1}|DUPLICATE_KEY|7",
        "{\"a\":1,\"b\":{},\"a\":2}|DUPLICATE_KEY|14",
        "'{\"a\":1,\"\\u0061\":2}'|DUPLICATE_KEY|7",
        "'[{\"\":1,\"\":2}]'|DUPLICATE_KEY|7",
        "'\"\\ud800\"'|LONE_SURROGATE|8",
        "'\"\\udc00\"'|LONE_SURROGATE|8",
        "'\"\\udc00\\ud800\"'|LONE_SURROGATE|14",
        "'\"\\ud800x\"'|LONE_SURROGATE|9",
        "'{\"\\ud800\":1}'|LONE_SURROGATE|9",
      })
  void text_that_two_readers_could_read_differently_is_refused(
      String text, Reason reason, int offset) {
    JsonException refused = refused(text.getBytes(StandardCharsets.UTF_8), LIMITS);

    assertThat(refused.reason()).as(text).isEqualTo(reason);
    assertThat(refused.offset()).as(text).isEqualTo(offset);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "efbbbf31", // byte order mark
        "22c022", // start of a sequence that never is
        "22c0af22", // overlong slash
        "22e08080" + "22", // overlong NUL
        "22eda08022", // surrogate in UTF-8
        "22f490808022", // beyond U+10FFFF
        "228022", // continuation without start
        "22e282" + "22", // cut sequence
        "22ff22",
      })
  void bytes_that_are_not_utf_8_are_refused(String hex) {
    assertThat(refused(HexFormat.of().parseHex(hex), LIMITS).reason())
        .isEqualTo(Reason.INVALID_UTF8);
  }

  @Test
  void control_characters_inside_a_string_are_refused() {
    for (int c = 0; c < 0x20; c++) {
      byte[] text = {'"', (byte) c, '"'};
      assertThat(refused(text, LIMITS).reason()).as("U+%04X", c).isEqualTo(Reason.SYNTAX);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u000b", "\u000c", "\u00a0", "\u2028", "\ufeff"})
  void space_that_json_does_not_know_is_refused(String space) {
    assertThat(refused((space + "1").getBytes(StandardCharsets.UTF_8), LIMITS).reason())
        .isIn(Reason.SYNTAX, Reason.INVALID_UTF8);
  }

  @Test
  void depth_is_counted_to_the_limit_and_not_beyond() throws Exception {
    assertThat(StrictJson.parse(nested(32), LIMITS)).isNotNull();
    assertThat(refused(nested(33).getBytes(StandardCharsets.UTF_8), LIMITS).reason())
        .isEqualTo(Reason.TOO_DEEP);
    assertThat(refused("[".repeat(100_000).getBytes(StandardCharsets.UTF_8), LIMITS).reason())
        .isEqualTo(Reason.TOO_DEEP);
    assertThat(refused("{\"a\":".repeat(33).getBytes(StandardCharsets.UTF_8), LIMITS).reason())
        .isEqualTo(Reason.TOO_DEEP);
    assertThat(StrictJson.parse("1", LIMITS.withDepth(0))).isEqualTo(JsonValue.of(1));
    assertThat(refused("[]".getBytes(StandardCharsets.UTF_8), LIMITS.withDepth(0)).reason())
        .isEqualTo(Reason.TOO_DEEP);
  }

  @Test
  void size_is_counted_to_the_limit_and_not_beyond() throws Exception {
    assertThat(StrictJson.parse("1234", JsonLimits.bytes(4))).isEqualTo(JsonValue.of(1234));
    JsonException refused = refused("12345".getBytes(StandardCharsets.UTF_8), JsonLimits.bytes(4));
    assertThat(refused.reason()).isEqualTo(Reason.TOO_LARGE);
  }

  @Test
  void a_number_may_have_four_hundred_characters() throws Exception {
    assertThat(StrictJson.parse("9".repeat(400), LIMITS))
        .isEqualTo(new JsonNumber("9".repeat(400)));
    assertThat(refused("9".repeat(401).getBytes(StandardCharsets.UTF_8), LIMITS).reason())
        .isEqualTo(Reason.BAD_NUMBER);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"\\u0041\\n\\t\\r\\b\\f\\/\\\\\\\"\"'|'A\n\t\r\b\f/\\\"'",
        "'\"\\ud83d\\ude00\"'|😀",
        "'\"\\uD83D\\uDE00é\"'|😀é",
        "'\"\\u0000\"'|'\u0000'",
      })
  void escapes_are_read_as_what_they_stand_for(String text, String value) throws Exception {
    assertThat(StrictJson.parse(text, LIMITS)).isEqualTo(new JsonString(value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-0", "10", "1.5", "1e5", "1E-5", "-1.25e+10", "123456789012345678"})
  void numbers_keep_the_text_they_were_written_with(String text) throws Exception {
    assertThat(StrictJson.parse(text, LIMITS)).isEqualTo(new JsonNumber(text));
  }

  @Test
  void text_with_a_lone_surrogate_is_refused_before_it_is_encoded() {
    JsonException refused =
        catchThrowableOfType(JsonException.class, () -> StrictJson.parse("\"\ud800\"", LIMITS));
    assertThat(refused.reason()).isEqualTo(Reason.LONE_SURROGATE);
  }

  @Test
  void members_keep_their_order_and_equality_ignores_it() throws Exception {
    JsonValue one = StrictJson.parse("{\"b\":1,\"a\":2}", LIMITS);
    JsonValue other = StrictJson.parse(" { \"a\" : 2 , \"b\" : 1 } ", LIMITS);

    assertThat(one).isEqualTo(other);
    assertThat(JsonText.compact(one)).isEqualTo("{\"b\":1,\"a\":2}");
    assertThat(JsonFields.of("x", one).names()).isEqualTo(List.of("b", "a"));
  }

  @Test
  void random_bytes_are_parsed_or_refused_and_nothing_else() {
    long seed = 20261124;
    var random = new Random(seed);
    byte[] alphabet = "{}[]\",:0123456789eE+-.truefalsn\\u \u00e9".getBytes(StandardCharsets.UTF_8);
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] text = new byte[random.nextInt(24)];
      for (int at = 0; at < text.length; at++) {
        text[at] = alphabet[random.nextInt(alphabet.length)];
      }
      try {
        JsonValue value = StrictJson.parse(text, LIMITS);
        assertThat(StrictJson.parse(JsonText.compact(value), LIMITS)).isEqualTo(value);
      } catch (JsonException e) {
        assertThat(e.offset()).as("seed %d", seed).isBetween(-1, text.length);
        refused++;
      }
    }
    assertThat(refused).as("seed %d", seed).isBetween(1, 19_999);
  }

  @Test
  void a_value_of_our_own_cannot_be_made_wrong() {
    assertThatIllegalArgumentException().isThrownBy(() -> new JsonNumber("01"));
    assertThatIllegalArgumentException().isThrownBy(() -> new JsonNumber("NaN"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JsonValue.object().put("a", 1).put("a", 2));
  }

  private static String nested(int depth) {
    return "[".repeat(depth) + "]".repeat(depth);
  }

  private static JsonException refused(byte[] text, JsonLimits limits) {
    JsonException refused =
        catchThrowableOfType(JsonException.class, () -> StrictJson.parse(text, limits));
    assertThat(refused).as("refused").isNotNull();
    return refused;
  }
}
