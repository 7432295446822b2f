package io.tappass.rego.builtin;

import io.tappass.rego.value.BooleanValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import java.util.List;

/** {@code uri.parse} and {@code uri.is_valid}. */
final class Uris {
  private static final int CHARS_MAX = 65_536;

  private Uris() {}

  static Family family() {
    return new Family().bind("uri.parse", Uris::parse).bind("uri.is_valid", Uris::isValid);
  }

  private static GoUrl url(BuiltinContext context, String text) throws BuiltinException {
    context.chargeSteps(16 + text.length() / 4);
    context.chargeBytes(text.length() * 6L);
    if (text.length() > CHARS_MAX) {
      throw BuiltinException.failed("a URI longer than " + CHARS_MAX);
    }
    return GoUrl.parse(text);
  }

  /** The parts that are not empty. */
  private static Value parse(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    GoUrl url = url(context, Operands.string(arguments, 0));
    ObjectValue.Builder parts = ObjectValue.builder();
    put(parts, "scheme", url.scheme());
    put(parts, "hostname", url.hostname());
    put(parts, "port", url.port());
    put(parts, "path", url.path());
    put(parts, "raw_path", url.rawPath().isEmpty() ? url.path() : url.rawPath());
    put(parts, "raw_query", url.rawQuery());
    put(parts, "fragment", url.fragment());
    return parts.build();
  }

  private static void put(ObjectValue.Builder parts, String name, String value) {
    if (!value.isEmpty()) {
      parts.put(name, StringValue.of(value));
    }
  }

  private static Value isValid(BuiltinContext context, List<Value> arguments) {
    if (!(arguments.getFirst() instanceof StringValue text) || text.value().isEmpty()) {
      return BooleanValue.FALSE;
    }
    try {
      url(context, text.value());
      return BooleanValue.TRUE;
    } catch (BuiltinException e) {
      return BooleanValue.FALSE;
    }
  }
}
