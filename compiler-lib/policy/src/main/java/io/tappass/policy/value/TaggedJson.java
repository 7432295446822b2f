package io.tappass.policy.value;

import io.tappass.json.CanonicalJson;
import io.tappass.json.JsonShapeException;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonBoolean;
import io.tappass.json.JsonValue.JsonNull;
import io.tappass.json.JsonValue.JsonNumber;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.json.JsonValue.JsonString;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Any JSON inside canonical JSON, which holds integers within 2^53-1 only: another number is
 * written as {@code {"n": "499.99"}}, and an object that would read as a tag as {@code {"o":
 * {...}}}. See {@code docs/spec/compiled-policy.md}, "Tagged constants".
 */
public final class TaggedJson {
  private static final String NUMBER = "n";
  private static final String OBJECT = "o";

  private TaggedJson() {}

  /** {@code value} with its numbers tagged where canonical JSON cannot hold them. */
  public static JsonValue tag(JsonValue value) {
    return switch (value) {
      case JsonNull n -> n;
      case JsonBoolean b -> b;
      case JsonString s -> s;
      case JsonNumber number ->
          isCanonical(number) ? number : JsonValue.object().put(NUMBER, number.text()).build();
      case JsonArray array -> {
        List<JsonValue> items = new ArrayList<>();
        array.items().forEach(item -> items.add(tag(item)));
        yield new JsonArray(items);
      }
      case JsonObject object -> {
        JsonObject tagged = tagMembers(object);
        yield readsAsTag(object) ? JsonValue.object().put(OBJECT, tagged).build() : tagged;
      }
    };
  }

  /** Like {@link #tag}, for an object whose place in the document allows no tag itself. */
  public static JsonObject tagMembers(JsonObject object) {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    object.members().forEach((name, member) -> members.put(name, tag(member)));
    return new JsonObject(members);
  }

  /**
   * The value that {@link #tag} was given.
   *
   * @throws JsonShapeException if a tag holds something else than it says, or was not needed
   */
  public static JsonValue untag(JsonValue value) throws JsonShapeException {
    if (value instanceof JsonArray array) {
      List<JsonValue> items = new ArrayList<>();
      for (JsonValue item : array.items()) {
        items.add(untag(item));
      }
      return new JsonArray(items);
    }
    if (!(value instanceof JsonObject object)) {
      return value;
    }
    if (!readsAsTag(object)) {
      return untagMembers(object);
    }
    if (object.members().get(NUMBER) instanceof JsonString text) {
      return untagNumber(text.value());
    }
    if (object.members().get(OBJECT) instanceof JsonObject inner && readsAsTag(inner)) {
      return untagMembers(inner);
    }
    throw new JsonShapeException("a tag that holds something else than it says");
  }

  /** Like {@link #untag}, for an object that {@link #tagMembers} wrote. */
  public static JsonObject untagMembers(JsonObject object) throws JsonShapeException {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    for (var member : object.members().entrySet()) {
      members.put(member.getKey(), untag(member.getValue()));
    }
    return new JsonObject(members);
  }

  private static JsonNumber untagNumber(String text) throws JsonShapeException {
    JsonNumber number;
    try {
      number = new JsonNumber(text);
    } catch (IllegalArgumentException e) {
      throw new JsonShapeException("a tagged number that is none: " + text);
    }
    if (isCanonical(number)) {
      throw new JsonShapeException("a tagged number that needs no tag: " + text);
    }
    return number;
  }

  private static boolean readsAsTag(JsonObject object) {
    return object.members().size() == 1
        && (object.members().containsKey(NUMBER) || object.members().containsKey(OBJECT));
  }

  private static boolean isCanonical(JsonNumber number) {
    return number
        .longValue()
        .filter(value -> value <= CanonicalJson.INTEGER_MAX)
        .filter(value -> value >= -CanonicalJson.INTEGER_MAX)
        .filter(value -> Long.toString(value).equals(number.text()))
        .isPresent();
  }
}
