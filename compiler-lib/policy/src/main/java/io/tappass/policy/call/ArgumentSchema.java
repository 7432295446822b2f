package io.tappass.policy.call;

import com.google.re2j.Pattern;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonBoolean;
import io.tappass.json.JsonValue.JsonNumber;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.json.JsonValue.JsonString;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the arguments of a tool look like: a strict subset of JSON Schema, see {@code
 * docs/spec/call.md}, "Schemas". Made by {@link ArgumentSchemaReader}.
 *
 * @param shape of the value
 * @param among the values allowed by {@code enum} and {@code const}, if either stands
 */
public record ArgumentSchema(Shape shape, Optional<List<JsonValue>> among) {

  /** Nested schemas. */
  public static final int DEPTH_MAX = 8;

  /** Properties of one object. */
  public static final int PROPERTIES_MAX = 200;

  /** Values of one {@code enum}. */
  public static final int ENUM_MAX = 1_000;

  /** Characters of a pattern. */
  public static final int PATTERN_CHARS_MAX = 500;

  public ArgumentSchema {
    among = among.map(List::copyOf);
  }

  /**
   * Reads the schema of a tool's arguments.
   *
   * @throws CatalogueException at the first keyword that is unknown or out of place
   */
  public static ArgumentSchema read(String tool, JsonObject schema) throws CatalogueException {
    return new ArgumentSchemaReader(tool).root(schema);
  }

  /** The type of a value and what goes with it. */
  public sealed interface Shape {}

  /**
   * An object.
   *
   * @param others schema of every member without a property of its own; without it there is none
   */
  public record ObjectShape(
      Map<String, ArgumentSchema> properties, Set<String> required, Optional<ArgumentSchema> others)
      implements Shape {}

  /** An array. */
  public record ArrayShape(ArgumentSchema items, int itemsMin, int itemsMax) implements Shape {}

  /** A string; lengths are in code points. */
  public record StringShape(int lengthMin, int lengthMax, Optional<Pattern> pattern)
      implements Shape {}

  /** A number, or an integer. */
  public record NumberShape(
      boolean isInteger, Optional<BigDecimal> minimum, Optional<BigDecimal> maximum)
      implements Shape {}

  /** {@code true} or {@code false}. */
  public record BooleanShape() implements Shape {}

  /** Any type that {@code among} has. */
  public record AnyShape() implements Shape {}

  /** The schema of a property of the root, if it has that property. */
  public Optional<ArgumentSchema> property(String name) {
    return shape instanceof ObjectShape object
        ? Optional.ofNullable(object.properties().get(name))
        : Optional.empty();
  }

  /** Whether arguments without this property are refused. */
  public boolean isRequired(String name) {
    return shape instanceof ObjectShape object && object.required().contains(name);
  }

  /**
   * Passes a value that the schema describes.
   *
   * @param path of the value, for messages
   * @throws RefusedArgument {@code args_invalid} at the first place that does not fit
   */
  void check(String path, JsonValue value) throws RefusedArgument {
    switch (shape) {
      case ObjectShape object -> checkObject(path, object, value);
      case ArrayShape array -> checkArray(path, array, value);
      case StringShape string -> checkString(path, string, value);
      case NumberShape number -> checkNumber(path, number, value);
      case BooleanShape ignored -> require(value instanceof JsonBoolean, path, "no boolean");
      case AnyShape ignored -> {}
    }
    if (among.isPresent()) {
      boolean isAmong = among.get().stream().anyMatch(one -> JsonEquality.areEqual(one, value));
      require(isAmong, path, "none of the values that the schema lists");
    }
  }

  private static void checkObject(String path, ObjectShape shape, JsonValue value)
      throws RefusedArgument {
    if (!(value instanceof JsonObject object)) {
      throw RefusedArgument.invalid(path + " is no object");
    }
    for (String name : shape.required()) {
      require(object.members().containsKey(name), path + "." + name, "missing");
    }
    for (var member : object.members().entrySet()) {
      String memberPath = path + "." + member.getKey();
      ArgumentSchema own = shape.properties().get(member.getKey());
      if (own != null) {
        own.check(memberPath, member.getValue());
      } else if (shape.others().isPresent()) {
        shape.others().get().check(memberPath, member.getValue());
      } else {
        throw RefusedArgument.invalid(memberPath + " is unknown");
      }
    }
  }

  private static void checkArray(String path, ArrayShape shape, JsonValue value)
      throws RefusedArgument {
    if (!(value instanceof JsonArray array)) {
      throw RefusedArgument.invalid(path + " is no array");
    }
    int size = array.items().size();
    require(size >= shape.itemsMin(), path, "too short");
    require(size <= shape.itemsMax(), path, "too long");
    for (int index = 0; index < size; index++) {
      shape.items().check(path + "[" + index + "]", array.items().get(index));
    }
  }

  private static void checkString(String path, StringShape shape, JsonValue value)
      throws RefusedArgument {
    if (!(value instanceof JsonString string)) {
      throw RefusedArgument.invalid(path + " is no string");
    }
    String text = string.value();
    int length = text.codePointCount(0, text.length());
    require(length >= shape.lengthMin(), path, "too short");
    require(length <= shape.lengthMax(), path, "too long");
    if (shape.pattern().isPresent()) {
      require(shape.pattern().get().matcher(text).find(), path, "not as its pattern says");
    }
  }

  private static void checkNumber(String path, NumberShape shape, JsonValue value)
      throws RefusedArgument {
    if (!(value instanceof JsonNumber number)) {
      throw RefusedArgument.invalid(path + " is no number");
    }
    require(!shape.isInteger() || number.isInteger(), path, "no integer");
    BigDecimal decimal = number.decimal();
    require(
        shape.minimum().isEmpty() || decimal.compareTo(shape.minimum().get()) >= 0,
        path,
        "below its minimum");
    require(
        shape.maximum().isEmpty() || decimal.compareTo(shape.maximum().get()) <= 0,
        path,
        "above its maximum");
  }

  private static void require(boolean holds, String path, String what) throws RefusedArgument {
    if (!holds) {
      throw RefusedArgument.invalid(path + " is " + what);
    }
  }
}
