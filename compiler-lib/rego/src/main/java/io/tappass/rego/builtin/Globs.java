package io.tappass.rego.builtin;

import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.BooleanValue;
import io.tappass.rego.value.NullValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import java.util.List;

/** {@code glob.match} and {@code glob.quote_meta}. */
final class Globs {
  private static final String SPECIAL = "*?\\[]{}";
  private static final Bounded<Key, Glob> COMPILED = new Bounded<>();

  /** What a compiled pattern depends on. */
  private record Key(String pattern, String delimiters) {}

  private Globs() {}

  static Family family() {
    return new Family().bind("glob.match", Globs::matches).bind("glob.quote_meta", Globs::quoted);
  }

  private static Value matches(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    String pattern = Operands.string(arguments, 0);
    String delimiters = delimiters(arguments);
    String text = Operands.string(arguments, 2);
    var key = new Key(pattern, delimiters);
    Glob glob = COMPILED.find(key);
    if (glob == null) {
      context.chargeSteps(pattern.length());
      context.chargeBytes(pattern.length() * 32L);
      glob = Glob.compile(pattern, delimiters);
      COMPILED.put(key, glob);
    }
    context.chargeSteps(1L + (long) text.length() * glob.states() / 64);
    return BooleanValue.of(glob.matches(text));
  }

  /** Null is no delimiter; no delimiter given is the dot. */
  private static String delimiters(List<Value> arguments) throws BuiltinException {
    Value given = arguments.get(1);
    if (given instanceof NullValue) {
      return "";
    }
    if (!(given instanceof ArrayValue array)) {
      throw Operands.wrongType(1, given, "array", "null");
    }
    var delimiters = new StringBuilder();
    for (Value item : array.items()) {
      if (!(item instanceof StringValue string)) {
        throw Operands.wrongElement(1, given, item, "string");
      }
      if (string.value().codePointCount(0, string.value().length()) != 1) {
        throw Operands.wrongElement(1, given, item, "rune");
      }
      delimiters.append(string.value());
    }
    return delimiters.isEmpty() ? "." : delimiters.toString();
  }

  private static Value quoted(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    String text = Operands.string(arguments, 0);
    context.chargeBytes(text.length() * 2L);
    var out = new StringBuilder();
    for (int at = 0; at < text.length(); at++) {
      if (SPECIAL.indexOf(text.charAt(at)) >= 0) {
        out.append('\\');
      }
      out.append(text.charAt(at));
    }
    return StringValue.of(out.toString());
  }
}
