package io.tappass.rego.builtin;

import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.BooleanValue;
import io.tappass.rego.value.NumberValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a value is a JSON Schema of draft 7 (with draft 4's Boolean {@code exclusiveMinimum}), in
 * the subset that OPA reads. What it passes, {@link SchemaMatch} can apply.
 */
final class SchemaCheck {
  private static final List<String> TYPES =
      List.of("array", "boolean", "integer", "number", "null", "object", "string");
  private static final List<String> TEXTS =
      List.of("title", "description", "$schema", "format", "pattern");
  private static final List<String> SCHEMAS =
      List.of("propertyNames", "contains", "not", "if", "then", "else");
  private static final List<String> FLAG_OR_SCHEMA =
      List.of("additionalProperties", "additionalItems");
  private static final List<String> NAMED = List.of("definitions", "properties");
  private static final List<String> CHOICES = List.of("allOf", "anyOf", "oneOf");
  private static final List<String> NUMBERS = List.of("multipleOf", "minimum", "maximum");

  /** Pairs of a lower and an upper count. */
  private static final List<List<String>> COUNTS =
      List.of(
          List.of("minLength", "maxLength"),
          List.of("minProperties", "maxProperties"),
          List.of("minItems", "maxItems"));

  private final BuiltinContext context;
  private final Value root;
  private final Set<String> references = new HashSet<>();

  SchemaCheck(BuiltinContext context, Value root) {
    this.context = context;
    this.root = root;
  }

  /**
   * Returns if the root is a schema.
   *
   * @throws BuiltinException that says what is wrong, in OPA's words where it has some
   */
  void run() throws BuiltinException {
    schema(root);
  }

  private void schema(Value value) throws BuiltinException {
    context.chargeSteps(1);
    if (value instanceof BooleanValue) {
      return;
    }
    if (!(value instanceof ObjectValue schema)) {
      throw BuiltinException.failed("Expected: valid schema, given: Invalid JSON");
    }
    if ((schema.find("$id") != null || schema.find("id") instanceof StringValue)
        && !schema.equals(root)) {
      throw BuiltinException.failed("schemas with an id of their own are not supported");
    }
    named(schema, "definitions");
    Value reference = schema.find("$ref");
    if (reference != null) {
      reference(reference);
      return;
    }
    types(schema.find("type"));
    for (String key : TEXTS) {
      text(schema, key);
    }
    for (String key : NAMED) {
      named(schema, key);
    }
    patterns(schema);
    for (String key : SCHEMAS) {
      optional(schema.find(key));
    }
    for (String key : FLAG_OR_SCHEMA) {
      Value found = schema.find(key);
      if (found != null && !(found instanceof BooleanValue || found instanceof ObjectValue)) {
        throw wrongType("boolean/valid schema", key);
      }
      optional(found);
    }
    items(schema.find("items"));
    dependencies(schema.find("dependencies"));
    for (String key : CHOICES) {
      choices(schema.find(key), key);
    }
    limits(schema);
    required(schema.find("required"));
    enumerated(schema);
  }

  private void optional(@Nullable Value schema) throws BuiltinException {
    if (schema != null) {
      schema(schema);
    }
  }

  private void reference(Value reference) throws BuiltinException {
    if (!(reference instanceof StringValue text)) {
      throw wrongType("string", "$ref");
    }
    if (references.add(text.value())) {
      schema(SchemaMatch.resolve(context, root, text.value()));
    }
  }

  private static void types(@Nullable Value type) throws BuiltinException {
    if (type == null) {
      return;
    }
    Set<String> seen = new HashSet<>();
    for (Value item : type instanceof ArrayValue array ? array.items() : List.of(type)) {
      if (!(item instanceof StringValue name)) {
        throw wrongType("type", "string/array of strings");
      }
      if (!TYPES.contains(name.value())) {
        throw BuiltinException.failed(
            "has a primitive type that is NOT VALID -- given: /"
                + name.value()
                + "/ Expected valid values are:["
                + String.join(" ", TYPES)
                + "]");
      }
      if (!seen.add(name.value())) {
        throw BuiltinException.failed(name.value() + " type is duplicated");
      }
    }
  }

  private void text(ObjectValue schema, String key) throws BuiltinException {
    Value found = schema.find(key);
    if (found == null) {
      return;
    }
    if (!(found instanceof StringValue text)) {
      throw wrongType("string", key);
    }
    if (key.equals("pattern")) {
      try {
        Regexes.compiled(context, text.value());
      } catch (BuiltinException e) {
        throw BuiltinException.failed("pattern must be a valid regex");
      }
    }
    if (key.equals("format") && SchemaFormats.isRefused(text.value())) {
      throw BuiltinException.failed("format " + text.value() + " is not supported");
    }
  }

  private void named(ObjectValue schema, String key) throws BuiltinException {
    Value found = schema.find(key);
    if (found == null) {
      return;
    }
    if (!(found instanceof ObjectValue children)) {
      throw wrongType(key.equals("definitions") ? "array of schemas" : "valid schema", key);
    }
    for (Value child : children.values()) {
      schema(child);
    }
  }

  private void patterns(ObjectValue schema) throws BuiltinException {
    named(schema, "patternProperties");
    if (schema.find("patternProperties") instanceof ObjectValue patterns) {
      for (Value pattern : patterns.keys()) {
        String text = ((StringValue) pattern).value();
        try {
          Regexes.compiled(context, text);
        } catch (BuiltinException e) {
          throw BuiltinException.failed("Invalid regex pattern '" + text + "'");
        }
      }
    }
  }

  private void items(@Nullable Value items) throws BuiltinException {
    if (items instanceof ArrayValue array) {
      for (Value item : array.items()) {
        schema(item);
      }
    } else if (items instanceof ObjectValue || items instanceof BooleanValue) {
      schema(items);
    } else if (items != null) {
      throw wrongType("valid schema/array of schemas", "items");
    }
  }

  private void dependencies(@Nullable Value dependencies) throws BuiltinException {
    if (dependencies == null) {
      return;
    }
    if (!(dependencies instanceof ObjectValue object)) {
      throw wrongType("valid schema", "dependencies");
    }
    for (Value dependency : object.values()) {
      if (dependency instanceof ArrayValue names) {
        strings(names, "dependencies");
      } else {
        schema(dependency);
      }
    }
  }

  private void choices(@Nullable Value choices, String key) throws BuiltinException {
    if (choices == null) {
      return;
    }
    if (!(choices instanceof ArrayValue array)) {
      throw BuiltinException.failed(key + " must be of an array");
    }
    for (Value choice : array.items()) {
      schema(choice);
    }
  }

  private static void limits(ObjectValue schema) throws BuiltinException {
    for (String key : NUMBERS) {
      Value found = schema.find(key);
      if (found != null && !(found instanceof NumberValue)) {
        throw BuiltinException.failed(key + " must be of a number");
      }
    }
    if (schema.find("multipleOf") instanceof NumberValue multiple && multiple.signum() <= 0) {
      throw BuiltinException.failed("multipleOf must be strictly greater than 0");
    }
    exclusive(schema, "exclusiveMinimum", "minimum");
    exclusive(schema, "exclusiveMaximum", "maximum");
    for (List<String> pair : COUNTS) {
      NumberValue least = count(schema, pair.getFirst());
      NumberValue most = count(schema, pair.getLast());
      if (least != null && most != null && least.compareTo(most) > 0) {
        throw BuiltinException.failed(
            pair.getFirst() + " cannot be greater than " + pair.getLast());
      }
    }
    Value unique = schema.find("uniqueItems");
    if (unique != null && !(unique instanceof BooleanValue)) {
      throw BuiltinException.failed("uniqueItems must be of a boolean");
    }
  }

  private static void exclusive(ObjectValue schema, String key, String inclusive)
      throws BuiltinException {
    Value found = schema.find(key);
    if (found instanceof BooleanValue && schema.find(inclusive) == null) {
      throw BuiltinException.failed(key + " cannot be used without " + inclusive);
    }
    if (found != null && !(found instanceof BooleanValue || found instanceof NumberValue)) {
      throw wrongType("boolean/number", key);
    }
  }

  private static @Nullable NumberValue count(ObjectValue schema, String key)
      throws BuiltinException {
    Value found = schema.find(key);
    if (found == null) {
      return null;
    }
    if (!(found instanceof NumberValue number && number.isInteger())) {
      throw BuiltinException.failed(key + " must be of an integer");
    }
    if (number.signum() < 0) {
      throw BuiltinException.failed(key + " must be greater than or equal to 0");
    }
    return number;
  }

  private static void required(@Nullable Value required) throws BuiltinException {
    if (required == null) {
      return;
    }
    if (!(required instanceof ArrayValue names)) {
      throw BuiltinException.failed("required must be of an array");
    }
    strings(names, "required");
    if (new HashSet<>(names.items()).size() < names.size()) {
      throw BuiltinException.failed("required items must be unique");
    }
  }

  private static void strings(ArrayValue names, String key) throws BuiltinException {
    for (Value name : names.items()) {
      if (!(name instanceof StringValue)) {
        throw BuiltinException.failed(key + " items must be string");
      }
    }
  }

  private static void enumerated(ObjectValue schema) throws BuiltinException {
    Value allowed = schema.find("enum");
    if (allowed != null && !(allowed instanceof ArrayValue)) {
      throw BuiltinException.failed("enum must be of an array");
    }
  }

  private static BuiltinException wrongType(String expected, String given) {
    return BuiltinException.failed("Invalid type. Expected: " + expected + ", given: " + given);
  }
}
