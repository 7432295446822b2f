package io.tappass.json;

import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonBoolean;
import io.tappass.json.JsonValue.JsonNumber;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.json.JsonValue.JsonString;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the members of one object by name and type, and refuses, at {@link #end}, those that nobody
 * asked for: a document with an unknown member is never read as if it were not there.
 */
public final class JsonFields {
  private final String where;
  private final JsonObject object;
  private final Set<String> unread;

  private JsonFields(String where, JsonObject object) {
    this.where = where;
    this.object = object;
    this.unread = new LinkedHashSet<>(object.members().keySet());
  }

  /**
   * The members of {@code value}.
   *
   * @param where names the object in messages, such as {@code release} or {@code release.tiles}
   * @throws JsonShapeException if the value is no object
   */
  public static JsonFields of(String where, JsonValue value) throws JsonShapeException {
    if (value instanceof JsonObject object) {
      return new JsonFields(where, object);
    }
    throw new JsonShapeException(where + " is no object");
  }

  /** Whether the object has the member; does not count as reading it. */
  public boolean has(String name) {
    return object.members().containsKey(name);
  }

  /** A required member of any type. */
  public JsonValue any(String name) throws JsonShapeException {
    return optional(name).orElseThrow(() -> new JsonShapeException(path(name) + " is missing"));
  }

  /** A member of any type, if it is there. */
  public Optional<JsonValue> optional(String name) {
    unread.remove(name);
    return object.find(name);
  }

  /** A required string. */
  public String string(String name) throws JsonShapeException {
    return asString(path(name), any(name));
  }

  /** A string, if the member is there. */
  public Optional<String> optionalString(String name) throws JsonShapeException {
    Optional<JsonValue> value = optional(name);
    return value.isPresent() ? Optional.of(asString(path(name), value.get())) : Optional.empty();
  }

  /** A required integer that fits a long. */
  public long integer(String name) throws JsonShapeException {
    return asLong(path(name), any(name));
  }

  /** A required boolean. */
  public boolean bool(String name) throws JsonShapeException {
    if (any(name) instanceof JsonBoolean bool) {
      return bool.value();
    }
    throw new JsonShapeException(path(name) + " is no boolean");
  }

  /** A required object, as fields of its own. */
  public JsonFields object(String name) throws JsonShapeException {
    return of(path(name), any(name));
  }

  /** A required array. */
  public List<JsonValue> array(String name) throws JsonShapeException {
    if (any(name) instanceof JsonArray array) {
      return array.items();
    }
    throw new JsonShapeException(path(name) + " is no array");
  }

  /** A required array of objects, each as fields of its own. */
  public List<JsonFields> objects(String name) throws JsonShapeException {
    List<JsonFields> fields = new ArrayList<>();
    int index = 0;
    for (JsonValue item : array(name)) {
      fields.add(of(path(name) + "[" + index++ + "]", item));
    }
    return fields;
  }

  /** A required array of strings. */
  public List<String> strings(String name) throws JsonShapeException {
    List<String> strings = new ArrayList<>();
    int index = 0;
    for (JsonValue item : array(name)) {
      strings.add(asString(path(name) + "[" + index++ + "]", item));
    }
    return strings;
  }

  /** The names of all members, read or not, in their order. */
  public List<String> names() {
    return List.copyOf(object.members().keySet());
  }

  /**
   * Ends the reading.
   *
   * @throws JsonShapeException naming the first member that was never asked for
   */
  public void end() throws JsonShapeException {
    if (!unread.isEmpty()) {
      throw new JsonShapeException(path(unread.iterator().next()) + " is unknown");
    }
  }

  private String path(String name) {
    return where + "." + name;
  }

  private static String asString(String path, JsonValue value) throws JsonShapeException {
    if (value instanceof JsonString string) {
      return string.value();
    }
    throw new JsonShapeException(path + " is no string");
  }

  private static long asLong(String path, JsonValue value) throws JsonShapeException {
    if (value instanceof JsonNumber number) {
      return number
          .longValue()
          .orElseThrow(() -> new JsonShapeException(path + " is no integer of 64 bits"));
    }
    throw new JsonShapeException(path + " is no number");
  }
}
