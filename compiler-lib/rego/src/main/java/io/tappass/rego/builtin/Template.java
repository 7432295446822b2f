package io.tappass.rego.builtin;

import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.BooleanValue;
import io.tappass.rego.value.NullValue;
import io.tappass.rego.value.NumberValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.SetValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import io.tappass.rego.value.ValueJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code strings.render_template}: Go's text/template as far as fields, variables, {@code if},
 * {@code range}, {@code with}, comments and trimming go. Functions and pipelines are refused.
 */
final class Template {
  private static final String UNDEFINED = "<undefined>";

  /**
   * The position 0 of a range, which is false to Go. Told apart by being this very object: a number
   * of the data is a text to Go, and true even if it is 0.
   */
  private static final NumberValue FIRST_POSITION = NumberValue.parse("0e0");

  private final BuiltinContext context;
  private final StringBuilder out = new StringBuilder();

  private Template(BuiltinContext context) {
    this.context = context;
  }

  static Family family() {
    return new Family().bind("strings.render_template", Template::render);
  }

  private static Value render(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    String text = Operands.string(arguments, 0);
    ObjectValue variables = Operands.object(arguments, 1);
    context.chargeSteps(text.length() / 4);
    context.chargeBytes(text.length() * 8L);
    List<TemplateNode> nodes = new TemplateParser(text).nodes();
    // Fields are looked up as OPA does: in the JSON of the variables, where sets are arrays.
    Value json = ValueJson.fromJson(ValueJson.toJson(variables));
    var template = new Template(context);
    template.run(nodes, json, new HashMap<>(Map.of("$", json)));
    return StringValue.of(template.out.toString());
  }

  private void run(List<TemplateNode> nodes, @Nullable Value dot, Map<String, Value> variables)
      throws BuiltinException {
    for (TemplateNode node : nodes) {
      context.chargeSteps(1);
      switch (node) {
        case TemplateNode.Text text -> append(text.text());
        case TemplateNode.Print print -> append(shown(value(print.operand(), dot, variables)));
        case TemplateNode.Assign assign -> {
          Value value = value(assign.operand(), dot, variables);
          variables.put(assign.name(), value == null ? NullValue.NULL : value);
        }
        case TemplateNode.If choice -> {
          boolean holds = isTrue(value(choice.operand(), dot, variables));
          run(holds ? choice.then() : choice.otherwise(), dot, new HashMap<>(variables));
        }
        case TemplateNode.With with -> {
          Value value = value(with.operand(), dot, variables);
          boolean holds = isTrue(value);
          run(
              holds ? with.then() : with.otherwise(),
              holds ? value : dot,
              new HashMap<>(variables));
        }
        case TemplateNode.Range range -> runRange(range, dot, variables);
      }
    }
  }

  private void runRange(TemplateNode.Range range, @Nullable Value dot, Map<String, Value> variables)
      throws BuiltinException {
    Value collection = value(range.operand(), dot, variables);
    List<Value> keys = new ArrayList<>();
    List<Value> values = new ArrayList<>();
    switch (collection) {
      case null -> {}
      case NullValue ignored -> {}
      case ArrayValue array -> {
        for (int at = 0; at < array.size(); at++) {
          keys.add(NumberValue.of(at));
        }
        values.addAll(array.items());
      }
      case ObjectValue object -> {
        keys.addAll(object.keys());
        values.addAll(object.values());
      }
      case Value other ->
          throw BuiltinException.failed("template: range can't iterate over " + shown(other));
    }
    if (values.isEmpty()) {
      run(range.otherwise(), dot, new HashMap<>(variables));
      return;
    }
    for (int at = 0; at < values.size(); at++) {
      Map<String, Value> inner = new HashMap<>(variables);
      if (range.key() != null) {
        boolean first = at == 0 && collection instanceof ArrayValue;
        inner.put(range.key(), first ? FIRST_POSITION : keys.get(at));
      }
      if (range.item() != null) {
        inner.put(range.item(), values.get(at));
      }
      run(range.then(), values.get(at), inner);
    }
  }

  private void append(String text) {
    context.chargeBytes(text.length());
    out.append(text);
  }

  private static @Nullable Value value(
      TemplateNode.Operand operand, @Nullable Value dot, Map<String, Value> variables)
      throws BuiltinException {
    Value at;
    if (operand.literal() != null) {
      at = operand.literal();
    } else if (operand.variable().isEmpty()) {
      at = dot;
    } else {
      at = variables.get(operand.variable());
      if (at == null) {
        throw BuiltinException.failed(
            "template: undefined variable " + GoQuote.of(operand.variable()));
      }
    }
    for (String field : operand.fields()) {
      switch (at) {
        case null -> {
          return null;
        }
        case ObjectValue object -> at = object.find(field);
        case NullValue ignored -> {
          return null;
        }
        case Value other ->
            throw BuiltinException.failed(
                "template: can't evaluate field " + field + " in " + other.kind().word());
      }
    }
    return at;
  }

  @SuppressWarnings("ReferenceEquality")
  private static boolean isTrue(@Nullable Value value) {
    return switch (value) {
      case null -> false;
      case NullValue ignored -> false;
      case BooleanValue bool -> bool.value();
      case NumberValue number -> number != FIRST_POSITION;
      case StringValue string -> !string.value().isEmpty();
      case ArrayValue array -> array.size() > 0;
      case ObjectValue object -> object.size() > 0;
      case SetValue set -> set.size() > 0;
    };
  }

  @SuppressWarnings("ReferenceEquality")
  private static String shown(@Nullable Value value) {
    return switch (value) {
      case null -> UNDEFINED;
      case NullValue ignored -> UNDEFINED;
      case StringValue string -> string.value();
      case BooleanValue bool -> bool.toString();
      case NumberValue number -> number == FIRST_POSITION ? "0" : number.text();
      case ArrayValue array ->
          "[" + String.join(" ", array.items().stream().map(Template::nested).toList()) + "]";
      case SetValue set ->
          "[" + String.join(" ", set.items().stream().map(Template::nested).toList()) + "]";
      case ObjectValue object -> {
        List<String> members = new ArrayList<>();
        for (var entry : object.entries()) {
          members.add(nested(entry.getKey()) + ":" + nested(entry.getValue()));
        }
        yield "map[" + String.join(" ", members) + "]";
      }
    };
  }

  private static String nested(Value value) {
    return value instanceof NullValue ? "<nil>" : shown(value);
  }
}
