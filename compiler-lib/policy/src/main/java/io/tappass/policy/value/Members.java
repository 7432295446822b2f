package io.tappass.policy.value;

import io.tappass.json.JsonFields;
import io.tappass.json.JsonShapeException;
import io.tappass.json.JsonValue.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** Reads members that {@link JsonFields} has no type for. */
public final class Members {
  private Members() {}

  /** A required constant by its name. */
  public static <E extends Enum<E> & WireName> E read(
      Class<E> type, JsonFields fields, String member) throws JsonShapeException {
    return constant(type, member, fields.string(member));
  }

  /** A required array of constants by their names. */
  public static <E extends Enum<E> & WireName> List<E> readAll(
      Class<E> type, JsonFields fields, String member) throws JsonShapeException {
    List<E> constants = new ArrayList<>();
    for (String name : fields.strings(member)) {
      constants.add(constant(type, member, name));
    }
    return constants;
  }

  /** A required object, as the value it is. */
  public static JsonObject object(JsonFields fields, String member) throws JsonShapeException {
    if (fields.any(member) instanceof JsonObject object) {
      return object;
    }
    throw new JsonShapeException(member + " is no object");
  }

  private static <E extends Enum<E> & WireName> E constant(
      Class<E> type, String member, String name) throws JsonShapeException {
    return WireName.find(type, name)
        .orElseThrow(() -> new JsonShapeException(member + " does not know " + name));
  }
}
