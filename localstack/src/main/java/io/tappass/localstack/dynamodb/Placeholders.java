package io.tappass.localstack.dynamodb;

import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonString;
import io.tappass.localstack.wire.JsonMembers;
import io.tappass.localstack.wire.ServiceException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** ExpressionAttributeNames and ExpressionAttributeValues, with what was used of them. */
final class Placeholders {
  private final Map<String, String> names;
  private final Map<String, AttributeValue> values;
  private final Set<String> unused = new TreeSet<>();

  private Placeholders(Map<String, String> names, Map<String, AttributeValue> values) {
    this.names = names;
    this.values = values;
    unused.addAll(names.keySet());
    unused.addAll(values.keySet());
  }

  static Placeholders take(JsonMembers request) throws ServiceException {
    var names = new TreeMap<String, String>();
    for (var entry : request.object("ExpressionAttributeNames").entrySet()) {
      JsonValue name = entry.getValue();
      if (!entry.getKey().matches("#[A-Za-z0-9_]+") || !(name instanceof JsonString(String text))) {
        throw Refusals.invalid(
            "ExpressionAttributeNames contains invalid key: Syntax error; key: \""
                + entry.getKey()
                + "\"");
      }
      names.put(entry.getKey(), text);
    }
    Map<String, AttributeValue> values =
        ItemJson.readMembers(request.object("ExpressionAttributeValues"));
    for (String key : values.keySet()) {
      if (!key.matches(":[A-Za-z0-9_]+")) {
        throw Refusals.invalid(
            "ExpressionAttributeValues contains invalid key: Syntax error; key: \"" + key + "\"");
      }
    }
    return new Placeholders(names, values);
  }

  String name(String placeholder, String expression) throws ServiceException {
    String name = names.get(placeholder);
    if (name == null) {
      throw Refusals.invalid(
          "Invalid "
              + expression
              + ": An expression attribute name used in the document path is not defined;"
              + " attribute name: "
              + placeholder);
    }
    unused.remove(placeholder);
    return name;
  }

  AttributeValue value(String placeholder, String expression) throws ServiceException {
    AttributeValue value = values.get(placeholder);
    if (value == null) {
      throw Refusals.invalid(
          "Invalid "
              + expression
              + ": An expression attribute value used in expression is not defined; attribute"
              + " value: "
              + placeholder);
    }
    unused.remove(placeholder);
    return value;
  }

  /** Refuses what no expression used. */
  void end() throws ServiceException {
    if (unused.isEmpty()) {
      return;
    }
    String kind =
        unused.iterator().next().startsWith("#")
            ? "ExpressionAttributeNames"
            : "ExpressionAttributeValues";
    throw Refusals.invalid(
        "Value provided in "
            + kind
            + " unused in expressions: keys: {"
            + String.join(", ", unused)
            + "}");
  }
}
