package io.tappass.rego.builtin;

import io.tappass.json.JsonException;
import io.tappass.json.JsonLimits;
import io.tappass.json.StrictJson;
import io.tappass.rego.value.BooleanValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import io.tappass.rego.value.ValueJson;
import java.util.List;

/** Values as JSON and YAML text, and back. */
final class Documents {

  /** Nested arrays and objects of a text. */
  static final int DEPTH_MAX = 128;

  /** Bytes of memory for one byte of text. */
  private static final int BYTES_PER_CHAR = 16;

  private static final String DEFAULT_INDENT = "\t";

  private Documents() {}

  static Family family() {
    return new Family()
        .bind("json.marshal", Documents::marshal)
        .bind("json.marshal_with_options", Documents::marshalWithOptions)
        .bind("json.unmarshal", (c, a) -> parseJson(c, Operands.string(a, 0)))
        .bind("json.is_valid", Documents::isJson)
        .bind("yaml.marshal", Documents::marshalYaml)
        .bind("yaml.unmarshal", (c, a) -> parseYaml(c, Operands.string(a, 0)))
        .bind("yaml.is_valid", Documents::isYaml);
  }

  private static Value marshal(BuiltinContext context, List<Value> arguments) {
    Sizes.chargeText(context, arguments.getFirst());
    return StringValue.of(GoJson.compact(ValueJson.toJson(arguments.getFirst())));
  }

  private static Value marshalWithOptions(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    ObjectValue options = Operands.object(arguments, 1);
    String prefix = "";
    String indent = DEFAULT_INDENT;
    boolean pretty = options.find("prefix") != null || options.find("indent") != null;
    for (var option : options.entries()) {
      if (!(option.getKey() instanceof StringValue name)) {
        throw Operands.wrong(1, "failed to stringify key " + GoText.of(option.getKey()));
      }
      switch (name.value()) {
        case "prefix" -> prefix = text(name, option.getValue());
        case "indent" -> indent = text(name, option.getValue());
        case "pretty" -> {
          if (!(option.getValue() instanceof BooleanValue bool)) {
            throw Operands.wrong(1, "key " + GoText.of(name) + " failed cast to bool");
          }
          pretty = bool.value();
        }
        default -> throw Operands.wrong(1, "object contained unknown key " + GoText.of(name));
      }
    }
    if (!pretty) {
      return marshal(context, arguments);
    }
    long lines = Sizes.chargeText(context, arguments.getFirst());
    context.chargeBytes(lines * (prefix.length() + (long) indent.length() * DEPTH_MAX / 8));
    return StringValue.of(
        prefix + GoJson.indented(ValueJson.toJson(arguments.getFirst()), prefix, indent));
  }

  private static String text(StringValue name, Value value) throws BuiltinException {
    if (value instanceof StringValue string) {
      return string.value();
    }
    throw Operands.wrong(
        1,
        "key "
            + GoText.of(name)
            + " failed cast to string: operand must be string but got "
            + value.kind().word());
  }

  static Value parseJson(BuiltinContext context, String text) throws BuiltinException {
    context.chargeSteps(text.length() / 8);
    context.chargeBytes((long) text.length() * BYTES_PER_CHAR);
    try {
      var limits = JsonLimits.bytes(Integer.MAX_VALUE).withDepth(DEPTH_MAX);
      return ValueJson.fromJson(StrictJson.parse(text, limits));
    } catch (JsonException | NumberFormatException e) {
      throw BuiltinException.failed("invalid JSON: " + e.getMessage());
    }
  }

  private static Value isJson(BuiltinContext context, List<Value> arguments) {
    try {
      parseJson(context, Operands.string(arguments, 0));
      return BooleanValue.TRUE;
    } catch (BuiltinException e) {
      return BooleanValue.FALSE;
    }
  }

  private static Value marshalYaml(BuiltinContext context, List<Value> arguments) {
    Sizes.chargeText(context, arguments.getFirst());
    return StringValue.of(YamlText.of(ValueJson.toJson(arguments.getFirst())));
  }

  private static Value parseYaml(BuiltinContext context, String text) throws BuiltinException {
    context.chargeSteps(text.length());
    context.chargeBytes((long) text.length() * BYTES_PER_CHAR);
    return YamlValues.parse(context, text);
  }

  private static Value isYaml(BuiltinContext context, List<Value> arguments) {
    try {
      parseYaml(context, Operands.string(arguments, 0));
      return BooleanValue.TRUE;
    } catch (BuiltinException e) {
      return BooleanValue.FALSE;
    }
  }
}
