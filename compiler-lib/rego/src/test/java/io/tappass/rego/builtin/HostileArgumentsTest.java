package io.tappass.rego.builtin;

import static org.assertj.core.api.Assertions.fail;

import io.tappass.rego.value.Literals;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Utf8;
import io.tappass.rego.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the arguments: a result, undefined, a failure of the builtin, or a spent budget. */
final class HostileArgumentsTest {
  private static final long SEED = Long.getLong("tappass.seed", 20261125);
  private static final int CALLS_PER_BUILTIN = 400;
  private static final List<Value> POOL = pool();

  private static List<Value> pool() {
    List<Value> pool =
        new ArrayList<>(
            Literals.list(
                """
                null, true, false, 0, -0, 1, -1, 2, 8, 10, 16, 1.0, 0.5, -0.5, 1e3, 1e-3, 9e29999, 9.5e29999, 1e-29999, 1e-29990,
                9223372036854775807, -9223372036854775808, 9223372036854775808, 1e19, 1000000000,
                "", "a", "A-b_c", "%d %s %*d %[9]d %", "{{.a}}{{range $i, $x := .}}{{end}}", "{a,b",
                "[", "[]", "]", "(", "*", "**", "a*b?[!x-z]{c,d}", "\\\\", "/", "//", "/a/0/-",
                "10.0.0.0/8", "::/0", "::ffff:1.2.3.4/120", "1.2.3.4", "fe80::1", "1.2.3-rc.1",
                "1e999999", "10Ki", "2006-01-02T15:04:05Z07:00", "2024-02-30T00:00:00Z", "1h-", "Z",
                "http://[::1]:80/a%20b?x=1#f", "http://%zz", "a.b.c", "e30.e30.e30", "e30.e30.",
                "-----BEGIN CERTIFICATE-----\\nAAAA\\n-----END CERTIFICATE-----\\n", "{\\"kty\\":\\"EC\\"}",
                "{\\"kty\\":\\"RSA\\",\\"n\\":\\"AA\\",\\"e\\":\\"AA\\"}", "{\\"keys\\":[{}]}", "{\\"a\\":1e999999999}",
                "a: &x [*x, *x]", "- 1\\n- {", "\\ud83d\\ude00", "\\u0000", "=", "a=b&c=%zz", "UTC",
                [], [1], ["a"], [[]], [1, "a", null], ["UTC"], [0, "UTC"], [0, "Nowhere", "x"],
                [{"op": "add", "path": "/a/b", "value": 1}], [{"op": "move", "from": "", "path": "/x"}],
                [{"op": "remove", "path": ""}, {"op": "add", "path": "/a", "value": 1}],
                {}, {"a": 1}, {"a": {"b": [1]}}, {1: 2}, {"a": ["b"], "b": ["a"]}, {"": ""},
                {"secret": "s"}, {"cert": "x"}, {"alg": "HS256"}, {"kty": "oct", "k": "AA"},
                {"$ref": "#"}, {"$ref": "#/a/0"}, {"type": []}, {"items": [{"allOf": [{"$ref": "#"}]}]},
                {"anyOf": [{"$ref": "#"}, {"$ref": "#"}]}, {"multipleOf": 1e-29999, "const": null},
                {"patternProperties": {"(": {}}}, {"required": [1], "enum": 1, "dependencies": {"a": 1}},
                {"indent": " ", "prefix": "x"}, {"url": "http://x", "method": "GET"},
                set(), {1}, {"a", "b"}, {{1}, {2}}
                """));
    pool.add(StringValue.of(Utf8.decode(new byte[] {(byte) 0xFF, 'a', (byte) 0xC3})));
    pool.add(StringValue.of("a".repeat(5_000)));
    return pool;
  }

  @Test
  void noBuiltinCrashes() {
    System.out.println("tappass.seed=" + SEED);
    var random = new Random(SEED);
    for (Builtin builtin : Builtins.standard().all()) {
      BuiltinFunction function = builtin.function();
      for (int round = 0; function != null && round < CALLS_PER_BUILTIN; round++) {
        List<Value> arguments = new ArrayList<>();
        for (int at = 0; at < builtin.signature().arity(); at++) {
          arguments.add(POOL.get(random.nextInt(POOL.size())));
        }
        try {
          function.call(new TestContext(1 << 24, 1 << 22), arguments);
        } catch (BuiltinException | BudgetExceeded e) {
          // Both are answers.
        } catch (RuntimeException | StackOverflowError e) {
          fail(builtin.name() + arguments + " crashed: " + e, e);
        }
      }
    }
  }
}
