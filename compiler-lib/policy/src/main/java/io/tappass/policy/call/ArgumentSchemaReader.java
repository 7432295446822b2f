package io.tappass.policy.call;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonBoolean;
import io.tappass.json.JsonValue.JsonNumber;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.json.JsonValue.JsonString;
import io.tappass.policy.call.ArgumentSchema.AnyShape;
import io.tappass.policy.call.ArgumentSchema.ArrayShape;
import io.tappass.policy.call.ArgumentSchema.BooleanShape;
import io.tappass.policy.call.ArgumentSchema.NumberShape;
import io.tappass.policy.call.ArgumentSchema.ObjectShape;
import io.tappass.policy.call.ArgumentSchema.Shape;
import io.tappass.policy.call.ArgumentSchema.StringShape;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a schema and refuses every keyword that it does not enforce. */
final class ArgumentSchemaReader {
  private static final String TYPE = "type";
  private static final String PROPERTIES = "properties";
  private static final String REQUIRED = "required";
  private static final String OTHERS = "additionalProperties";
  private static final String ITEMS = "items";
  private static final String ITEMS_MIN = "minItems";
  private static final String ITEMS_MAX = "maxItems";
  private static final String LENGTH_MIN = "minLength";
  private static final String LENGTH_MAX = "maxLength";
  private static final String PATTERN = "pattern";
  private static final String MINIMUM = "minimum";
  private static final String MAXIMUM = "maximum";
  private static final String ENUM = "enum";
  private static final String CONST = "const";

  private static final Set<String> EVERYWHERE = Set.of(TYPE, ENUM, CONST, "title", "description");

  private final String tool;

  ArgumentSchemaReader(String tool) {
    this.tool = tool;
  }

  ArgumentSchema root(JsonObject schema) throws CatalogueException {
    try {
      ArgumentLimits.check(schema);
    } catch (RefusedArgument e) {
      throw fail("schema", String.valueOf(e.getMessage()));
    }
    ArgumentSchema root = read("schema", schema, 1);
    if (!(root.shape() instanceof ObjectShape)) {
      throw fail("schema", "the arguments are an object: \"type\": \"object\" is needed");
    }
    return root;
  }

  private ArgumentSchema read(String path, JsonValue value, int depth) throws CatalogueException {
    if (!(value instanceof JsonObject schema)) {
      throw fail(path, "a schema is an object");
    }
    if (depth > ArgumentSchema.DEPTH_MAX) {
      throw fail(path, "nested deeper than " + ArgumentSchema.DEPTH_MAX);
    }
    Optional<List<JsonValue>> among = among(path, schema);
    return new ArgumentSchema(shape(path, schema, among.isPresent(), depth), among);
  }

  private Shape shape(String path, JsonObject schema, boolean isListed, int depth)
      throws CatalogueException {
    JsonValue type = schema.members().get(TYPE);
    if (type == null && isListed) {
      allowOnly(path, schema, Set.of());
      return new AnyShape();
    }
    if (!(type instanceof JsonString name)) {
      throw fail(path, "one \"type\" is needed, as a string");
    }
    return switch (name.value()) {
      case "object" -> object(path, schema, depth);
      case "array" -> array(path, schema, depth);
      case "string" -> string(path, schema);
      case "integer" -> number(path, schema, true);
      case "number" -> number(path, schema, false);
      case "boolean" -> {
        allowOnly(path, schema, Set.of());
        yield new BooleanShape();
      }
      default -> throw fail(path, "unknown type " + name.value());
    };
  }

  private Shape object(String path, JsonObject schema, int depth) throws CatalogueException {
    allowOnly(path, schema, Set.of(PROPERTIES, REQUIRED, OTHERS));
    Map<String, ArgumentSchema> properties = new LinkedHashMap<>();
    JsonValue listed = schema.members().getOrDefault(PROPERTIES, new JsonObject(Map.of()));
    if (!(listed instanceof JsonObject members)
        || members.members().size() > ArgumentSchema.PROPERTIES_MAX) {
      throw fail(path, PROPERTIES + " is no object of at most " + ArgumentSchema.PROPERTIES_MAX);
    }
    for (var member : members.members().entrySet()) {
      properties.put(
          member.getKey(), read(path + "." + member.getKey(), member.getValue(), depth + 1));
    }
    Set<String> required = required(path, schema);
    if (!properties.keySet().containsAll(required)) {
      throw fail(path, REQUIRED + " names no property: " + required);
    }
    return new ObjectShape(
        Map.copyOf(properties), Set.copyOf(required), others(path, schema, depth));
  }

  private Optional<ArgumentSchema> others(String path, JsonObject schema, int depth)
      throws CatalogueException {
    JsonValue value = schema.members().getOrDefault(OTHERS, JsonValue.FALSE);
    if (value instanceof JsonBoolean bool) {
      if (bool.value()) {
        throw fail(path, OTHERS + " true would let through what nobody described");
      }
      return Optional.empty();
    }
    return Optional.of(read(path + ".*", value, depth + 1));
  }

  private Set<String> required(String path, JsonObject schema) throws CatalogueException {
    Set<String> required = new LinkedHashSet<>();
    JsonValue listed = schema.members().getOrDefault(REQUIRED, new JsonArray(List.of()));
    if (!(listed instanceof JsonArray array)) {
      throw fail(path, REQUIRED + " is no array");
    }
    for (JsonValue item : array.items()) {
      if (!(item instanceof JsonString name)) {
        throw fail(path, REQUIRED + " holds something else than a name");
      }
      required.add(name.value());
    }
    return required;
  }

  private Shape array(String path, JsonObject schema, int depth) throws CatalogueException {
    allowOnly(path, schema, Set.of(ITEMS, ITEMS_MIN, ITEMS_MAX));
    JsonValue items = schema.members().get(ITEMS);
    if (items == null) {
      throw fail(path, "an array needs " + ITEMS);
    }
    return new ArrayShape(
        read(path + "[]", items, depth + 1),
        count(path, schema, ITEMS_MIN, 0),
        count(path, schema, ITEMS_MAX, ArgumentLimits.VALUES_MAX));
  }

  private Shape string(String path, JsonObject schema) throws CatalogueException {
    allowOnly(path, schema, Set.of(LENGTH_MIN, LENGTH_MAX, PATTERN));
    Optional<Pattern> pattern = Optional.empty();
    JsonValue value = schema.members().get(PATTERN);
    if (value != null) {
      if (!(value instanceof JsonString text)
          || text.value().length() > ArgumentSchema.PATTERN_CHARS_MAX) {
        throw fail(
            path, PATTERN + " is no text of " + ArgumentSchema.PATTERN_CHARS_MAX + " characters");
      }
      try {
        pattern = Optional.of(Pattern.compile(text.value()));
      } catch (PatternSyntaxException e) {
        throw fail(path, PATTERN + " is no RE2 expression: " + e.getMessage());
      }
    }
    return new StringShape(
        count(path, schema, LENGTH_MIN, 0),
        count(path, schema, LENGTH_MAX, ArgumentLimits.STRING_CHARS_MAX),
        pattern);
  }

  private Shape number(String path, JsonObject schema, boolean isInteger)
      throws CatalogueException {
    allowOnly(path, schema, Set.of(MINIMUM, MAXIMUM));
    return new NumberShape(isInteger, bound(path, schema, MINIMUM), bound(path, schema, MAXIMUM));
  }

  private Optional<BigDecimal> bound(String path, JsonObject schema, String keyword)
      throws CatalogueException {
    JsonValue value = schema.members().get(keyword);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof JsonNumber number) {
      return Optional.of(number.decimal());
    }
    throw fail(path, keyword + " is no number");
  }

  private int count(String path, JsonObject schema, String keyword, int otherwise)
      throws CatalogueException {
    JsonValue value = schema.members().get(keyword);
    if (value == null) {
      return otherwise;
    }
    long count = value instanceof JsonNumber number ? number.longValue().orElse(-1L) : -1L;
    if (count < 0 || count > Integer.MAX_VALUE) {
      throw fail(path, keyword + " is no count");
    }
    return (int) count;
  }

  private Optional<List<JsonValue>> among(String path, JsonObject schema)
      throws CatalogueException {
    JsonValue listed = schema.members().get(ENUM);
    JsonValue constant = schema.members().get(CONST);
    if (listed != null && constant != null) {
      throw fail(path, ENUM + " and " + CONST + " together");
    }
    if (constant != null) {
      return Optional.of(List.of(constant));
    }
    if (listed == null) {
      return Optional.empty();
    }
    if (listed instanceof JsonArray array
        && !array.items().isEmpty()
        && array.items().size() <= ArgumentSchema.ENUM_MAX) {
      return Optional.of(array.items());
    }
    throw fail(path, ENUM + " is no array of 1 to " + ArgumentSchema.ENUM_MAX + " values");
  }

  private void allowOnly(String path, JsonObject schema, Set<String> keywords)
      throws CatalogueException {
    for (String keyword : schema.members().keySet()) {
      if (!EVERYWHERE.contains(keyword) && !keywords.contains(keyword)) {
        throw fail(path, "the keyword " + keyword + " is not supported here");
      }
    }
  }

  private CatalogueException fail(String path, String what) {
    return new CatalogueException("tool " + tool + ", " + path + ": " + what);
  }
}
