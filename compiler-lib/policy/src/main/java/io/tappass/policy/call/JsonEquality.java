package io.tappass.policy.call;

import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonNumber;
import io.tappass.json.JsonValue.JsonObject;

/** Equality as JSON Schema has it: numbers by value, members in any order, items in theirs. */
final class JsonEquality {
  private JsonEquality() {}

  static boolean areEqual(JsonValue one, JsonValue other) {
    if (one instanceof JsonNumber a && other instanceof JsonNumber b) {
      return a.decimal().compareTo(b.decimal()) == 0;
    }
    if (one instanceof JsonArray a && other instanceof JsonArray b) {
      boolean equal = a.items().size() == b.items().size();
      for (int index = 0; equal && index < a.items().size(); index++) {
        equal = areEqual(a.items().get(index), b.items().get(index));
      }
      return equal;
    }
    if (one instanceof JsonObject a && other instanceof JsonObject b) {
      return a.members().keySet().equals(b.members().keySet())
          && a.members().entrySet().stream()
              .allMatch(member ->
                  b.find(member.getKey())
                      .filter(value -> areEqual(member.getValue(), value))
                      .isPresent());
    }
    return one.equals(other);
  }
}
