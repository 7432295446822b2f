package io.tappass.rego.value;

import io.tappass.json.JsonText;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonBoolean;
import io.tappass.json.JsonValue.JsonNull;
import io.tappass.json.JsonValue.JsonNumber;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.json.JsonValue.JsonString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Values as JSON and back. */
public final class ValueJson {
  private ValueJson() {}

  /**
   * The value of a JSON value. Numbers keep their text.
   *
   * @throws NumberFormatException for a number beyond {@link NumberValue#EXPONENT_MAX}
   */
  public static Value fromJson(JsonValue json) {
    return switch (json) {
      case JsonNull ignored -> NullValue.NULL;
      case JsonBoolean bool -> BooleanValue.of(bool.value());
      case JsonNumber number -> NumberValue.parse(number.text());
      case JsonString string -> StringValue.of(string.value());
      case JsonArray array -> {
        List<Value> items = new ArrayList<>(array.items().size());
        for (JsonValue item : array.items()) {
          items.add(fromJson(item));
        }
        yield ArrayValue.of(items);
      }
      case JsonObject object -> {
        Map<Value, Value> entries = HashMap.newHashMap(object.members().size());
        for (var member : object.members().entrySet()) {
          entries.put(StringValue.of(member.getKey()), fromJson(member.getValue()));
        }
        yield ObjectValue.of(entries);
      }
    };
  }

  /**
   * The JSON of a value, as OPA marshals it: a set becomes the sorted array of its members, a key
   * that is no string becomes its JSON text, members are sorted by name.
   */
  public static JsonValue toJson(Value value) {
    return switch (value) {
      case NullValue ignored -> JsonValue.NULL;
      case BooleanValue bool -> JsonValue.of(bool.value());
      case NumberValue number -> new JsonNumber(number.text());
      case StringValue string -> JsonValue.of(Utf8.wellFormed(string.value()));
      case ArrayValue array -> array(array.items());
      case SetValue set -> array(set.items());
      case ObjectValue object -> {
        Map<String, JsonValue> members = new TreeMap<>(Ordering::compareStrings);
        for (int at = 0; at < object.size(); at++) {
          members.put(name(object.keys().get(at)), toJson(object.values().get(at)));
        }
        yield new JsonObject(members);
      }
    };
  }

  private static JsonArray array(List<Value> items) {
    List<JsonValue> json = new ArrayList<>(items.size());
    for (Value item : items) {
      json.add(toJson(item));
    }
    return new JsonArray(json);
  }

  /** The name under which {@code key} stands in a JSON object. */
  public static String name(Value key) {
    return key instanceof StringValue string
        ? Utf8.wellFormed(string.value())
        : JsonText.compact(toJson(key));
  }
}
