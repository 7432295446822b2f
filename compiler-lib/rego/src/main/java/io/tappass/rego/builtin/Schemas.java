package io.tappass.rego.builtin;

import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.BooleanValue;
import io.tappass.rego.value.NullValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import io.tappass.rego.value.ValueJson;
import java.util.List;

/** {@code json.match_schema} and {@code json.verify_schema}: JSON Schema, draft 7. */
final class Schemas {
  private static final int ERROR_BYTES = 512;

  private Schemas() {}

  static Family family() {
    return new Family()
        .bind("json.match_schema", Schemas::match)
        .bind("json.verify_schema", Schemas::verify);
  }

  private static Value match(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    Value document = json(context, arguments, 0);
    Value schema = json(context, arguments, 1);
    new SchemaCheck(context, schema).run();
    List<Value> errors = new SchemaMatch(context, schema).errors(document);
    context.chargeBytes((long) errors.size() * ERROR_BYTES);
    return ArrayValue.of(BooleanValue.of(errors.isEmpty()), ArrayValue.of(errors));
  }

  private static Value verify(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    if (!(arguments.getFirst() instanceof StringValue
        || arguments.getFirst() instanceof ObjectValue)) {
      throw Operands.wrongType(0, arguments.getFirst(), "string", "object");
    }
    try {
      new SchemaCheck(context, json(context, arguments, 0)).run();
      return ArrayValue.of(BooleanValue.TRUE, NullValue.NULL);
    } catch (BuiltinException e) {
      return ArrayValue.of(BooleanValue.FALSE, StringValue.of("jsonschema: " + e.getMessage()));
    }
  }

  /** The text of a JSON document, or an object as JSON would write it. */
  private static Value json(BuiltinContext context, List<Value> arguments, int at)
      throws BuiltinException {
    return switch (arguments.get(at)) {
      case StringValue text -> Documents.parseJson(context, text.value());
      case ObjectValue object -> {
        Sizes.chargeText(context, object);
        yield ValueJson.fromJson(ValueJson.toJson(object));
      }
      case Value other -> throw Operands.wrongType(at, other, "string", "object");
    };
  }
}
