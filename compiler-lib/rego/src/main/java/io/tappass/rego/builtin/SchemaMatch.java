package io.tappass.rego.builtin;

import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.BooleanValue;
import io.tappass.rego.value.NumberValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import io.tappass.rego.value.ValueJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Applies a schema that {@link SchemaCheck} has passed to a document. The errors and their order
 * are OPA's, where its order does not depend on chance; properties come in the order of their
 * names.
 */
final class SchemaMatch {
  private static final int DEPTH_MAX = 512;
  private static final int BYTES_PER_RESULT = 64;

  private final BuiltinContext context;
  private final Value root;
  private int depth;

  SchemaMatch(BuiltinContext context, Value root) {
    this.context = context;
    this.root = root;
  }

  /** The errors of the document; none if it matches. */
  List<Value> errors(Value document) throws BuiltinException {
    return applied(root, document, "").errors();
  }

  /** The schema that a reference within the document names. */
  static Value resolve(BuiltinContext context, Value root, String reference)
      throws BuiltinException {
    if (!reference.isEmpty() && !reference.equals("#") && !reference.startsWith("#/")) {
      throw BuiltinException.failed("reference " + reference + " leaves the schema");
    }
    Value found = root;
    String[] segments = reference.split("/", -1);
    for (int at = 1; at < segments.length; at++) {
      context.chargeSteps(1);
      String name = segments[at].replace("~1", "/").replace("~0", "~");
      Value next =
          switch (found) {
            case ObjectValue object -> object.find(name);
            case ArrayValue array when name.matches("[0-9]{1,9}") ->
                array.find(NumberValue.of(Integer.parseInt(name)));
            case Value ignored -> null;
          };
      if (next == null) {
        throw BuiltinException.failed("Object has no key '" + name + "'");
      }
      found = next;
    }
    return found;
  }

  private SchemaResult applied(Value schema, Value node, String at) throws BuiltinException {
    context.chargeBytes(BYTES_PER_RESULT + at.length() * 8L);
    var result = new SchemaResult(at);
    apply(schema, node, result);
    return result;
  }

  private void apply(Value schema, Value node, SchemaResult result) throws BuiltinException {
    context.chargeSteps(1);
    if (schema instanceof BooleanValue pass) {
      if (!pass.value()) {
        result.add("false", "False always fails validation");
      }
      return;
    }
    if (depth == DEPTH_MAX) {
      throw BuiltinException.failed("schema refers to itself too often");
    }
    depth++;
    ObjectValue rules = (ObjectValue) schema;
    if (rules.find("$ref") instanceof StringValue reference) {
      apply(resolve(context, root, reference.value()), node, result);
    } else {
      applyRules(rules, node, result);
    }
    depth--;
  }

  private void applyRules(ObjectValue rules, Value node, SchemaResult result)
      throws BuiltinException {
    if (!SchemaScalars.hasType(rules.find("type"), node)) {
      result.add(
          "invalid_type",
          "Invalid type. Expected: "
              + SchemaScalars.types(rules.find("type"))
              + ", given: "
              + SchemaScalars.typeOf(node));
      return;
    }
    combinations(rules, node, result);
    conditions(rules, node, result);
    result.score();
    var scalars = new SchemaScalars(context, rules, result);
    switch (node) {
      case NumberValue number -> {
        scalars.number(number);
        common(rules, node, result);
      }
      case StringValue string -> {
        common(rules, node, result);
        scalars.string(string.value());
      }
      case ArrayValue array -> {
        array(rules, array, result);
        common(rules, node, result);
      }
      case ObjectValue object -> {
        object(rules, object, result);
        common(rules, node, result);
        properties(rules, object, result);
      }
      case Value other -> common(rules, other, result);
    }
    result.score();
  }

  private void combinations(ObjectValue rules, Value node, SchemaResult result)
      throws BuiltinException {
    if (rules.find("anyOf") instanceof ArrayValue choices && choices.size() > 0) {
      Choice choice = choose(choices, node, result.at(), true);
      if (choice.matching() == 0) {
        result.add("number_any_of", "Must validate at least one schema (anyOf)");
        result.merge(choice.closest());
      }
    }
    if (rules.find("oneOf") instanceof ArrayValue choices && choices.size() > 0) {
      Choice choice = choose(choices, node, result.at(), false);
      if (choice.matching() != 1) {
        result.add("number_one_of", "Must validate one and only one schema (oneOf)");
        result.merge(choice.matching() == 0 ? choice.closest() : null);
      }
    }
    if (rules.find("allOf") instanceof ArrayValue all) {
      boolean matches = true;
      for (Value schema : all.items()) {
        SchemaResult one = applied(schema, node, result.at());
        matches &= one.isValid();
        result.merge(one);
      }
      if (!matches) {
        result.add("number_all_of", "Must validate all the schemas (allOf)");
      }
    }
    Value not = rules.find("not");
    if (not != null && applied(not, node, result.at()).isValid()) {
      result.add("number_not", "Must not validate the schema (not)");
    }
  }

  private record Choice(int matching, @Nullable SchemaResult closest) {}

  private Choice choose(ArrayValue choices, Value node, String at, boolean firstOnly)
      throws BuiltinException {
    int matching = 0;
    SchemaResult closest = null;
    for (Value schema : choices.items()) {
      SchemaResult one = applied(schema, node, at);
      if (one.isValid()) {
        matching++;
        if (firstOnly) {
          break;
        }
      } else if (closest == null || one.points() > closest.points()) {
        closest = one;
      }
    }
    return new Choice(matching, closest);
  }

  private void conditions(ObjectValue rules, Value node, SchemaResult result)
      throws BuiltinException {
    if (rules.find("dependencies") instanceof ObjectValue dependencies
        && node instanceof ObjectValue object) {
      for (var dependency : dependencies.entries()) {
        if (!object.containsKey(dependency.getKey())) {
          continue;
        }
        if (dependency.getValue() instanceof ArrayValue names) {
          for (Value name : names.items()) {
            if (!object.containsKey(name)) {
              result.add("missing_dependency", "Has a dependency on " + text(name));
            }
          }
        } else {
          apply(dependency.getValue(), node, result);
        }
      }
    }
    Value when = rules.find("if");
    if (when == null) {
      return;
    }
    boolean holds = applied(when, node, result.at()).isValid();
    Value then = rules.find(holds ? "then" : "else");
    SchemaResult consequence = then == null ? null : applied(then, node, result.at());
    if (consequence != null && !consequence.isValid()) {
      result.add(
          holds ? "condition_then" : "condition_else",
          holds
              ? "Must validate \"then\" as \"if\" was valid"
              : "Must validate \"else\" as \"if\" was not valid");
      result.merge(consequence);
    }
  }

  private void common(ObjectValue rules, Value node, SchemaResult result) throws BuiltinException {
    Value constant = rules.find("const");
    if (constant != null && !constant.equals(node)) {
      result.add("const", result.field() + " does not match: " + json(constant));
    }
    if (rules.find("enum") instanceof ArrayValue allowed && !allowed.items().contains(node)) {
      List<String> texts = new ArrayList<>();
      for (Value value : allowed.items()) {
        texts.add(json(value));
      }
      result.add(
          "enum",
          result.field()
              + " must be one of the following: "
              + (texts.isEmpty() ? "(none)" : String.join(", ", texts)));
    }
    if (rules.find("format") instanceof StringValue format
        && node instanceof StringValue string
        && !SchemaFormats.fits(context, format.value(), string.value())) {
      result.add("format", "Does not match format '" + format.value() + "'");
    }
    result.score();
  }

  private void array(ObjectValue rules, ArrayValue array, SchemaResult result)
      throws BuiltinException {
    Value items = rules.find("items");
    for (int at = 0; items != null && at < array.size(); at++) {
      Value schema = items;
      if (items instanceof ArrayValue tuple) {
        boolean isAdditional = at >= tuple.size();
        schema = isAdditional ? rules.find("additionalItems") : tuple.items().get(at);
        if (isAdditional && (tuple.size() == 0 || schema == null)) {
          break;
        }
        if (isAdditional && BooleanValue.FALSE.equals(schema)) {
          result.add("array_no_additional_items", "No additional items allowed on array");
          break;
        }
      }
      if (schema != null) {
        result.merge(applied(schema, array.items().get(at), result.below(Integer.toString(at))));
      }
    }
    if (SchemaScalars.isBelow(array.size(), rules.find("minItems"))) {
      String least = SchemaScalars.count(rules.find("minItems"));
      result.add("array_min_items", "Array must have at least " + least + " items");
    }
    if (SchemaScalars.isAbove(array.size(), rules.find("maxItems"))) {
      String most = SchemaScalars.count(rules.find("maxItems"));
      result.add("array_max_items", "Array must have at most " + most + " items");
    }
    if (BooleanValue.TRUE.equals(rules.find("uniqueItems"))) {
      unique(array, result);
    }
    Value contains = rules.find("contains");
    if (contains != null) {
      contains(contains, array, result);
    }
    result.score();
  }

  private void unique(ArrayValue array, SchemaResult result) {
    Map<Value, Integer> seen = new HashMap<>();
    for (int at = 0; at < array.size(); at++) {
      context.chargeSteps(1);
      Integer before = seen.put(array.items().get(at), at);
      if (before != null) {
        result.add("unique", "array items[" + before + "," + at + "] must be unique");
      }
    }
  }

  private void contains(Value schema, ArrayValue array, SchemaResult result)
      throws BuiltinException {
    SchemaResult closest = null;
    for (int at = 0; at < array.size(); at++) {
      SchemaResult one = applied(schema, array.items().get(at), result.below(Integer.toString(at)));
      if (one.isValid()) {
        return;
      }
      closest = closest == null || one.points() > closest.points() ? one : closest;
    }
    result.add("contains", "At least one of the items must match");
    result.merge(closest);
  }

  private void object(ObjectValue rules, ObjectValue object, SchemaResult result)
      throws BuiltinException {
    if (SchemaScalars.isBelow(object.size(), rules.find("minProperties"))) {
      String least = SchemaScalars.count(rules.find("minProperties"));
      result.add("array_min_properties", "Must have at least " + least + " properties");
    }
    if (SchemaScalars.isAbove(object.size(), rules.find("maxProperties"))) {
      String most = SchemaScalars.count(rules.find("maxProperties"));
      result.add("array_max_properties", "Must have at most " + most + " properties");
    }
    if (rules.find("required") instanceof ArrayValue required) {
      for (Value name : required.items()) {
        if (object.containsKey(name)) {
          result.score();
        } else {
          result.add("required", text(name) + " is required");
        }
      }
    }
    for (var member : object.entries()) {
      additional(rules, text(member.getKey()), member.getValue(), result);
    }
    Value names = rules.find("propertyNames");
    if (names != null) {
      names(names, object, result);
    }
    result.score();
  }

  private void names(Value schema, ObjectValue object, SchemaResult result)
      throws BuiltinException {
    for (Value name : object.keys()) {
      SchemaResult one = applied(schema, name, result.at());
      if (!one.isValid()) {
        result.add(
            "invalid_property_name", "Property name of \"" + text(name) + "\" does not match");
        result.merge(one);
      }
    }
  }

  private void additional(ObjectValue rules, String name, Value value, SchemaResult result)
      throws BuiltinException {
    boolean known =
        rules.find("properties") instanceof ObjectValue listed && listed.find(name) != null;
    if (rules.find("patternProperties") instanceof ObjectValue patterns) {
      for (var pattern : patterns.entries()) {
        if (Regexes.matcher(context, text(pattern.getKey()), name).find()) {
          known = true;
          result.merge(applied(pattern.getValue(), value, result.below(name)));
        }
      }
    }
    Value additional = rules.find("additionalProperties");
    if (known || additional == null) {
      return;
    }
    if (BooleanValue.FALSE.equals(additional)) {
      result.add(
          "additional_property_not_allowed", "Additional property " + name + " is not allowed");
    } else {
      result.merge(applied(additional, value, result.below(name)));
    }
  }

  private void properties(ObjectValue rules, ObjectValue object, SchemaResult result)
      throws BuiltinException {
    if (rules.find("properties") instanceof ObjectValue properties) {
      for (var property : properties.entries()) {
        Value value = object.find(property.getKey());
        if (value != null) {
          result.merge(applied(property.getValue(), value, result.below(text(property.getKey()))));
        }
      }
    }
  }

  private static String text(Value name) {
    return ((StringValue) name).value();
  }

  private String json(Value value) {
    Sizes.chargeText(context, value);
    return GoJson.compact(ValueJson.toJson(value));
  }
}
