package io.tappass.rego.compile;

import io.tappass.rego.builtin.BuiltinException;
import io.tappass.rego.builtin.Builtins;
import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.BooleanValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.SetValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import io.tappass.rego.value.ValueText;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The builtins that belong to the language rather than to a library. */
public final class LanguageBuiltins {
  private static final Set<String> REQUEST =
      Set.of(
          "body",
          "cache",
          "cache_ignored_headers",
          "caching_mode",
          "enable_redirect",
          "force_cache",
          "force_cache_duration_seconds",
          "force_json_decode",
          "force_yaml_decode",
          "headers",
          "max_retry_attempts",
          "method",
          "raise_error",
          "raw_body",
          "timeout",
          "tls_ca_cert",
          "tls_ca_cert_env_variable",
          "tls_ca_cert_file",
          "tls_client_cert",
          "tls_client_cert_env_variable",
          "tls_client_cert_file",
          "tls_client_key",
          "tls_client_key_env_variable",
          "tls_client_key_file",
          "tls_insecure_skip_verify",
          "tls_server_name",
          "tls_use_system_certs",
          "url");

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
              checkRequest(arguments.getFirst());
              throw BuiltinException.failed("no network here; replace it by with");
            })
        .with("rego.parse_module", (context, arguments) -> ParseModule.call(context, arguments));
  }

  /** Policies never reach the network, but a request that could not be sent is a mistake. */
  private static void checkRequest(Value request) throws BuiltinException {
    if (!(request instanceof ObjectValue object)) {
      throw BuiltinException.wrongType("operand 1 must be object");
    }
    var unknown = new TreeSet<Value>();
    for (Value key : object.keys()) {
      if (!(key instanceof StringValue name) || !REQUEST.contains(name.value())) {
        unknown.add(key);
      }
    }
    if (!unknown.isEmpty()) {
      throw BuiltinException.wrongType(
          "invalid request parameters(s): " + ValueText.of(SetValue.of(unknown)));
    }
    var missing = new TreeSet<Value>();
    for (String name : List.of("method", "url")) {
      if (object.find(name) == null) {
        missing.add(StringValue.of(name));
      }
    }
    if (!missing.isEmpty()) {
      throw BuiltinException.wrongType(
          "missing required request parameters(s): " + ValueText.of(SetValue.of(missing)));
    }
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
