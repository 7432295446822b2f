package io.tappass.rego.builtin;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.Literals;
import io.tappass.rego.value.NumberValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What could build something large is refused before it is built. */
final class BudgetTest {
  private static final long BYTES = 100_000;
  private static final Value LONG_TEXT = StringValue.of("x,".repeat(60_000));
  private static final Value LONG_ARRAY =
      ArrayValue.of(Collections.nCopies(30_000, StringValue.of("abcdef")));

  private static Map.Entry<String, List<Value>> call(String name, String arguments) {
    return Map.entry(name, Literals.list(arguments));
  }

  private static Map.Entry<String, List<Value>> call(String name, Value... arguments) {
    return Map.entry(name, List.of(arguments));
  }

  private static List<Map.Entry<String, List<Value>>> calls() {
    List<Map.Entry<String, List<Value>>> calls = new ArrayList<>();
    calls.add(call("numbers.range", "0, 1000000000000"));
    calls.add(call("numbers.range", "0, 1e30"));
    calls.add(call("numbers.range_step", "0, 99999999, 3"));
    calls.add(call("sprintf", "\"%999999d\", [1]"));
    calls.add(call("sprintf", "\"%.999999f\", [1.5]"));
    calls.add(call("sprintf", "\"%*d\", [999999, 1]"));
    calls.add(call("net.cidr_expand", "\"10.0.0.0/8\""));
    calls.add(call("net.cidr_expand", "\"::/0\""));
    calls.add(call("bits.lsh", "1, 9000000"));
    calls.add(call("concat", StringValue.of("-".repeat(50)), LONG_ARRAY));
    calls.add(call("replace", LONG_TEXT, StringValue.of("x"), StringValue.of("y".repeat(10))));
    calls.add(call("regex.replace", LONG_TEXT, StringValue.of("x"), StringValue.of("yyyyyyyy")));
    calls.add(call("split", LONG_TEXT, StringValue.of(",")));
    calls.add(call("regex.split", StringValue.of(","), LONG_TEXT));
    calls.add(call("regex.find_n", StringValue.of("x"), LONG_TEXT, NumberValue.of(-1)));
    calls.add(call("indexof_n", LONG_TEXT, StringValue.of("x")));
    calls.add(call("array.concat", LONG_ARRAY, LONG_ARRAY));
    calls.add(call("array.flatten", ArrayValue.of(LONG_ARRAY)));
    calls.add(call("json.marshal", LONG_ARRAY));
    calls.add(call("json.unmarshal", StringValue.of("[" + "1,".repeat(10_000) + "1]")));
    calls.add(call("yaml.unmarshal", StringValue.of("- 1\n".repeat(10_000))));
    calls.add(call("base64.encode", LONG_TEXT));
    calls.add(call("hex.encode", LONG_TEXT));
    calls.add(call("upper", LONG_TEXT));
    calls.add(call("strings.reverse", LONG_TEXT));
    calls.add(call("sort", ArrayValue.of(Collections.nCopies(20_000, NumberValue.of(1)))));
    return calls;
  }

  @TestFactory
  Stream<DynamicTest> growthIsChargedBeforeItHappens() {
    return calls().stream()
        .map(one ->
            dynamicTest(
                one.getKey(),
                () -> {
                  BuiltinFunction function =
                      Builtins.standard()
                          .find(one.getKey())
                          .orElseThrow()
                          .implementation()
                          .orElseThrow();
                  assertThatThrownBy(
                          () -> function.call(new TestContext(BYTES, 1L << 40), one.getValue()))
                      .isInstanceOf(BudgetExceeded.class);
                }));
  }

  @Test
  void pathsThroughAGraphAreCharged() {
    var graph = new StringBuilder("{");
    for (int at = 0; at < 30; at++) {
      graph.append(at).append(": [").append(at + 1).append(", ").append(at + 2).append("], ");
    }
    List<Value> arguments = Literals.list(graph + "31: []}, [0]");
    BuiltinFunction paths =
        Builtins.standard()
            .find("graph.reachable_paths")
            .orElseThrow()
            .implementation()
            .orElseThrow();
    assertThatThrownBy(() -> paths.call(new TestContext(BYTES, 100_000), arguments))
        .isInstanceOf(BudgetExceeded.class);
  }

  @Test
  void depthOfTextsIsLimited() {
    String deep = "[".repeat(200) + "]".repeat(200);
    for (String name : List.of("json.unmarshal", "yaml.unmarshal")) {
      BuiltinFunction function =
          Builtins.standard().find(name).orElseThrow().implementation().orElseThrow();
      assertThatThrownBy(() -> function.call(TestContext.ample(), List.of(StringValue.of(deep))))
          .isInstanceOf(BuiltinException.class);
    }
  }
}
