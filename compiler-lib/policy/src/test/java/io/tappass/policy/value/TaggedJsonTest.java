package io.tappass.policy.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tappass.json.CanonicalJson;
import io.tappass.json.JsonException;
import io.tappass.json.JsonLimits;
import io.tappass.json.JsonShapeException;
import io.tappass.json.JsonText;
import io.tappass.json.JsonValue;
import io.tappass.json.StrictJson;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TaggedJsonTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1 | 1",
        "499.99 | {\"n\":\"499.99\"}",
        "5.0 | {\"n\":\"5.0\"}",
        "9007199254740991 | 9007199254740991",
        "9007199254740992 | {\"n\":\"9007199254740992\"}",
        "-9223372036854775808 | {\"n\":\"-9223372036854775808\"}",
        "-0 | {\"n\":\"-0\"}",
        "{\"n\":\"1\"} | {\"o\":{\"n\":\"1\"}}",
        "{\"n\":0.5} | {\"o\":{\"n\":{\"n\":\"0.5\"}}}",
        "{\"o\":{}} | {\"o\":{\"o\":{}}}",
        "{\"n\":1,\"o\":2} | {\"n\":1,\"o\":2}",
        "[{\"x\":[1.5,\"1.5\"]}] | [{\"x\":[{\"n\":\"1.5\"},\"1.5\"]}]"
      })
  void whatCanonicalJsonCannotHoldIsTaggedAndComesBack(String plain, String tagged)
      throws Exception {
    JsonValue value = parse(plain);

    assertThat(JsonText.compact(TaggedJson.tag(value))).isEqualTo(tagged);
    assertThat(CanonicalJson.write(TaggedJson.tag(value))).isNotEmpty();
    assertThat(TaggedJson.untag(parse(tagged))).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"n\":\"1\"}",
        "{\"n\":1}",
        "{\"n\":\"x\"}",
        "{\"n\":null}",
        "{\"o\":1}",
        "{\"o\":{\"a\":1}}",
        "{\"o\":{}}",
        "[{\"n\":\"01.5\"}]"
      })
  void aTagThatSaysSomethingElseOrNothingIsRefused(String tagged) throws Exception {
    JsonValue value = parse(tagged);

    assertThatThrownBy(() -> TaggedJson.untag(value)).isInstanceOf(JsonShapeException.class);
  }

  private static JsonValue parse(String text) throws JsonException {
    return StrictJson.parse(text, JsonLimits.bytes(10_000));
  }
}
