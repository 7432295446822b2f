package io.tappass.localstack.wire;

import io.tappass.json.JsonException;
import io.tappass.json.JsonLimits;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonBoolean;
import io.tappass.json.JsonValue.JsonNull;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.json.JsonValue.JsonString;
import io.tappass.json.StrictJson;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The members of a JSON request, taken one by one; {@link #end} refuses what nobody took, because
 * AWS would have acted on it.
 */
public final class JsonMembers {
  /** Nesting of a request: an item of DynamoDB may have 32 levels, each of two objects. */
  private static final int DEPTH_MAX = 80;

  private final String where;
  private final Map<String, JsonValue> left;

  private JsonMembers(String where, JsonObject object) {
    this.where = where;
    this.left = new TreeMap<>(object.members());
    // AWS reads a null as an absent member.
    this.left.values().removeIf(value -> value instanceof JsonNull);
  }

  /** The members of a request body. */
  public static JsonMembers of(String where, byte[] body) throws ServiceException {
    try {
      return of(
          where, StrictJson.parse(body, JsonLimits.bytes(Integer.MAX_VALUE).withDepth(DEPTH_MAX)));
    } catch (JsonException e) {
      throw new ServiceException(400, "SerializationException", "not JSON: " + e.getMessage());
    }
  }

  /** The members of an object. */
  public static JsonMembers of(String where, JsonValue value) throws ServiceException {
    if (value instanceof JsonObject object) {
      return new JsonMembers(where, object);
    }
    throw new ServiceException(400, "SerializationException", where + " is no object");
  }

  /** A member of any type. */
  public Optional<JsonValue> take(String name) {
    return Optional.ofNullable(left.remove(name));
  }

  /** A required member of any type. */
  public JsonValue require(String name) throws ServiceException {
    return take(name).orElseThrow(() -> missing(name));
  }

  /** A string. */
  public Optional<String> text(String name) throws ServiceException {
    Optional<JsonValue> value = take(name);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (value.get() instanceof JsonString string) {
      return Optional.of(string.value());
    }
    throw wrongType(name, "string");
  }

  /** A required string. */
  public String requireText(String name) throws ServiceException {
    return text(name).orElseThrow(() -> missing(name));
  }

  /** A boolean, false where absent. */
  public boolean flag(String name) throws ServiceException {
    return flag(name, false);
  }

  /** A boolean with what its absence means. */
  public boolean flag(String name, boolean absent) throws ServiceException {
    Optional<JsonValue> value = take(name);
    if (value.isEmpty()) {
      return absent;
    }
    if (value.get() instanceof JsonBoolean bool) {
      return bool.value();
    }
    throw wrongType(name, "boolean");
  }

  /** An array, empty where absent. */
  public List<JsonValue> array(String name) throws ServiceException {
    Optional<JsonValue> value = take(name);
    if (value.isEmpty()) {
      return List.of();
    }
    if (value.get() instanceof JsonArray array) {
      return array.items();
    }
    throw wrongType(name, "array");
  }

  /** An object's members in their order, empty where absent. */
  public Map<String, JsonValue> object(String name) throws ServiceException {
    Optional<JsonValue> value = take(name);
    if (value.isEmpty()) {
      return Map.of();
    }
    if (value.get() instanceof JsonObject object) {
      return object.members();
    }
    throw wrongType(name, "object");
  }

  /** A nested object. */
  public Optional<JsonMembers> members(String name) throws ServiceException {
    Optional<JsonValue> value = take(name);
    return value.isEmpty() ? Optional.empty() : Optional.of(of(where + "." + name, value.get()));
  }

  /** Takes a member that may only say what the stand-in does anyway. */
  public void expect(String name, String onlyValue) throws ServiceException {
    Optional<String> value = text(name);
    if (value.isPresent() && !value.get().equals(onlyValue)) {
      throw new NotBuiltException(where + " with " + name + " " + value.get());
    }
  }

  /** Refuses the members that nobody took. */
  public void end() throws NotBuiltException {
    if (!left.isEmpty()) {
      throw new NotBuiltException(where + " with member " + String.join(", ", left.keySet()));
    }
  }

  private ServiceException missing(String name) {
    return new ServiceException(
        400,
        "ValidationException",
        "1 validation error detected: Value null at '"
            + name
            + "' failed to satisfy constraint: Member must not be null");
  }

  private ServiceException wrongType(String name, String type) {
    return new ServiceException(
        400, "SerializationException", where + "." + name + " is no " + type);
  }
}
