package io.tappass.rego.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ValueLawsTest {
  private static final long SEED = Long.getLong("tappass.seed", 20261124);

  private static List<Value> values(int count) {
    System.out.println("tappass.seed=" + SEED);
    var generator = new ValueGenerator(SEED);
    List<Value> values = new ArrayList<>();
    for (int at = 0; at < count; at++) {
      values.add(generator.next(3));
    }
    return values;
  }

  @Test
  void theOrderIsAntisymmetricAndAgreesWithEquality() {
    List<Value> values = values(300);
    for (Value a : values) {
      for (Value b : values) {
        int order = Integer.signum(a.compareTo(b));
        assertThat(Integer.signum(b.compareTo(a))).isEqualTo(-order);
        assertThat(a.equals(b)).as(a + " equals " + b).isEqualTo(order == 0);
        if (order == 0) {
          assertThat(a).hasSameHashCodeAs(b);
        }
      }
    }
  }

  @Test
  void theOrderIsTransitive() {
    List<Value> values = values(90);
    for (Value a : values) {
      for (Value b : values) {
        if (a.compareTo(b) > 0) {
          continue;
        }
        for (Value c : values) {
          if (b.compareTo(c) <= 0) {
            assertThat(a.compareTo(c)).isLessThanOrEqualTo(0);
          }
        }
      }
    }
  }

  @Test
  void kindsAreOrderedAsOpaOrdersThem() {
    assertThat(Literals.list("null, false, true, -5, \"\", [], {}, set()")).isSorted();
  }

  @Test
  void stringsAreOrderedByCodePoint() {
    assertThat(StringValue.of("\uff61")).isLessThan(StringValue.of("\ud800\udc00"));
    assertThat("\uff61").isGreaterThan("\ud800\udc00");
  }

  @Test
  void literalsReadBackAsTheSameValue() {
    for (Value value : values(500)) {
      assertThat(Literals.of(ValueText.of(value))).isEqualTo(value);
    }
  }

  @Test
  void jsonThatWasReadIsWrittenAgain() {
    for (Value value : values(500)) {
      Value plain = ValueJson.fromJson(ValueJson.toJson(value));
      assertThat(ValueJson.fromJson(ValueJson.toJson(plain))).isEqualTo(plain);
    }
    assertThat(ValueJson.toJson(Literals.of("{\"a\": {3, 1}, [1]: null}")))
        .isEqualTo(ValueJson.toJson(Literals.of("{\"a\": [1, 3], \"[1]\": null}")));
  }

  @Test
  void everyKeyAndMemberIsFoundAndNoOther() {
    var random = new Random(SEED);
    for (int size : new int[] {0, 1, 7, 8, 9, 64, 1000}) {
      ObjectValue.Builder object = ObjectValue.builder();
      SetValue.Builder set = SetValue.builder();
      for (int at = 0; at < size; at++) {
        Value key = random.nextBoolean() ? NumberValue.of(at) : StringValue.of("k" + at);
        object.put(key, NumberValue.of(at));
        set.add(key);
      }
      ObjectValue built = object.build();
      for (int at = 0; at < built.size(); at++) {
        assertThat(built.find(built.keys().get(at))).isEqualTo(built.values().get(at));
        assertThat(set.build().contains(built.keys().get(at))).isTrue();
      }
      assertThat(built.keys()).isSorted();
      assertThat(built.find("absent")).isNull();
      assertThat(set.build().contains(NumberValue.of(-1))).isFalse();
    }
  }

  @Test
  void numbersKeepTheirTextAndEqualByValue() {
    assertThat(NumberValue.parse("1.0")).isEqualTo(NumberValue.of(1)).hasToString("1.0");
    assertThat(NumberValue.parse("1e3")).isEqualTo(NumberValue.of(1000)).hasToString("1e3");
    assertThat(NumberValue.parse("9223372036854775808").isLong()).isFalse();
    assertThat(NumberValue.parse("0.10")).isEqualTo(NumberValue.parse("1e-1"));
  }

  @Test
  void numbersBeyondTheLimitsAreRefused() {
    for (String text : List.of("1e30001", "1e-999999999", "01", "+1", "", "0x1", ".5", "NaN")) {
      assertThatThrownBy(() -> NumberValue.parse(text))
          .as(text)
          .isInstanceOf(NumberFormatException.class);
    }
    String digits = "9".repeat(NumberValue.TEXT_CHARS_MAX + 1);
    assertThatThrownBy(() -> NumberValue.parse(digits)).isInstanceOf(NumberFormatException.class);
  }

  @Test
  void bytesThatAreNotTextSurvive() {
    var random = new Random(SEED);
    for (int round = 0; round < 2000; round++) {
      byte[] bytes = new byte[random.nextInt(12)];
      for (int at = 0; at < bytes.length; at++) {
        int kind = random.nextInt(3);
        bytes[at] = (byte) (kind == 0 ? 'a' : kind == 1 ? 0xC3 : random.nextInt(256));
      }
      String text = Utf8.decode(bytes);
      assertThat(Utf8.encode(text)).isEqualTo(bytes);
      assertThat(Utf8.length(text)).isEqualTo(bytes.length);
      assertThat(Utf8.isWellFormed(Utf8.wellFormed(text))).isTrue();
    }
  }
}
