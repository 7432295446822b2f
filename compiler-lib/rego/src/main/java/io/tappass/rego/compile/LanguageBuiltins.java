package io.tappass.rego.compile;

import io.tappass.rego.builtin.BuiltinException;
import io.tappass.rego.builtin.Builtins;
import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.BooleanValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.SetValue;
import io.tappass.rego.value.Value;

/** The builtins that belong to the language rather than to a library. */
public final class LanguageBuiltins {
  private LanguageBuiltins() {}

  /** The builtins with those of the language among them. */
  public static Builtins added(Builtins builtins) {
    return builtins
        .with(
            "internal.member_2",
            (context, arguments) -> BooleanValue.of(isMember(arguments.get(0), arguments.get(1))))
        .with(
            "internal.member_3",
            (context, arguments) ->
                BooleanValue.of(isMemberAt(arguments.get(0), arguments.get(1), arguments.get(2))))
        .with("trace", (context, arguments) -> BooleanValue.TRUE)
        .with("print", (context, arguments) -> BooleanValue.TRUE)
        .with("opa.runtime", (context, arguments) -> ObjectValue.EMPTY)
        .with(
            "http.send",
            (context, arguments) -> {
              throw BuiltinException.failed("no network here; replace it by with");
            })
        .with("rego.parse_module", (context, arguments) -> ParseModule.call(context, arguments));
  }

  static boolean isMember(Value value, Value collection) {
    return switch (collection) {
      case SetValue set -> set.contains(value);
      case ArrayValue array -> array.items().contains(value);
      case ObjectValue object -> object.values().contains(value);
      default -> false;
    };
  }

  static boolean isMemberAt(Value key, Value value, Value collection) {
    Value found =
        switch (collection) {
          case SetValue set -> set.contains(key) ? key : null;
          case ArrayValue array -> array.find(key);
          case ObjectValue object -> object.find(key);
          default -> null;
        };
    return value.equals(found);
  }
}
