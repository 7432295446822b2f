package io.tappass.rego.builtin;

import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.BooleanValue;
import io.tappass.rego.value.NullValue;
import io.tappass.rego.value.NumberValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import io.tappass.rego.value.ValueJson;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads one YAML 1.2 document (core schema) as the JSON that it stands for. */
final class YamlValues {

  /** How many aliases of collections a text may hold: each may multiply what it stands for. */
  private static final int ALIASES_MAX = 32;

  private YamlValues() {}

  static Value parse(BuiltinContext context, String text) throws BuiltinException {
    LoadSettings settings =
        LoadSettings.builder()
            .setSchema(new CoreSchema())
            .setAllowDuplicateKeys(false)
            .setAllowRecursiveKeys(false)
            .setMaxAliasesForCollections(ALIASES_MAX)
            .setCodePointLimit(Integer.MAX_VALUE)
            .build();
    try {
      return value(context, new Load(settings).loadFromString(text), 0);
    } catch (YamlEngineException | NumberFormatException e) {
      throw BuiltinException.failed("yaml: " + firstLine(String.valueOf(e.getMessage())));
    }
  }

  private static String firstLine(String message) {
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }

  private static Value value(BuiltinContext context, @Nullable Object node, int depth)
      throws BuiltinException {
    context.chargeSteps(1);
    context.chargeBytes(32);
    if (depth > Documents.DEPTH_MAX) {
      throw BuiltinException.failed("yaml: nested deeper than " + Documents.DEPTH_MAX);
    }
    return switch (node) {
      case null -> NullValue.NULL;
      case Boolean bool -> BooleanValue.of(bool);
      case Integer number -> NumberValue.of(number.longValue());
      case Long number -> NumberValue.of(number);
      case BigInteger number -> NumberValue.of(number);
      case Double number -> fraction(number);
      case String string -> StringValue.of(string);
      case List<?> list -> {
        List<Value> items = new ArrayList<>();
        for (Object item : list) {
          items.add(value(context, item, depth + 1));
        }
        yield ArrayValue.of(items);
      }
      case Map<?, ?> map -> {
        ObjectValue.Builder object = ObjectValue.builder();
        for (var entry : map.entrySet()) {
          Value key = value(context, entry.getKey(), depth + 1);
          object.put(
              StringValue.of(ValueJson.name(key)), value(context, entry.getValue(), depth + 1));
        }
        yield object.build();
      }
      default ->
          throw BuiltinException.failed("yaml: unsupported " + node.getClass().getSimpleName());
    };
  }

  private static Value fraction(double number) throws BuiltinException {
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      throw BuiltinException.failed("yaml: a number that JSON cannot hold");
    }
    return NumberValue.of(new BigDecimal(Double.toString(number)));
  }
}
