package io.tappass.localstack.dynamodb;

import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonBoolean;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.json.JsonValue.JsonString;
import io.tappass.localstack.dynamodb.AttributeValue.Binary;
import io.tappass.localstack.dynamodb.AttributeValue.Bool;
import io.tappass.localstack.dynamodb.AttributeValue.Elements;
import io.tappass.localstack.dynamodb.AttributeValue.Items;
import io.tappass.localstack.dynamodb.AttributeValue.Members;
import io.tappass.localstack.dynamodb.AttributeValue.Null;
import io.tappass.localstack.dynamodb.AttributeValue.Num;
import io.tappass.localstack.dynamodb.AttributeValue.Text;
import io.tappass.localstack.wire.ServiceException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Reads and writes attribute values in the JSON of DynamoDB's wire protocol. */
final class ItemJson {
  private static final int DEPTH_MAX = 32;
  private static final int DIGITS_MAX = 38;
  private static final int NUMBER_CHARS_MAX = 400;
  private static final BigDecimal MAGNITUDE_MAX =
      new BigDecimal("9.9999999999999999999999999999999999999E+125");
  private static final BigDecimal MAGNITUDE_MIN = new BigDecimal("1E-130");

  private ItemJson() {}

  static JsonValue write(AttributeValue value) {
    var object = JsonValue.object();
    switch (value) {
      case Text text -> object.put("S", text.value());
      case Num number -> object.put("N", number.text());
      case Binary binary -> object.put("B", binary.base64());
      case Bool bool -> object.put("BOOL", bool.value());
      case Null ignored -> object.put("NULL", true);
      case Items list -> object.put("L", array(list.items(), ItemJson::write));
      case Members map -> object.put("M", members(map.members()));
      case Elements set ->
          object.put(
              set.type(),
              array(
                  List.copyOf(set.elements()),
                  element ->
                      switch (element) {
                        case Text text -> JsonValue.of(text.value());
                        case Num number -> JsonValue.of(number.text());
                        case Binary binary -> JsonValue.of(binary.base64());
                        case Bool ignored -> throw new IllegalStateException();
                        case Null ignored -> throw new IllegalStateException();
                        case Items ignored -> throw new IllegalStateException();
                        case Members ignored -> throw new IllegalStateException();
                        case Elements ignored -> throw new IllegalStateException();
                      }));
    }
    return object.build();
  }

  private static JsonArray array(
      List<AttributeValue> values, Function<AttributeValue, JsonValue> writer) {
    return new JsonArray(values.stream().map(writer).toList());
  }

  static JsonObject members(Map<String, AttributeValue> members) {
    var object = JsonValue.object();
    members.forEach((name, value) -> object.put(name, write(value)));
    return object.build();
  }

  /** Reads the members of an item, a key or a table of values. */
  static Map<String, AttributeValue> readMembers(Map<String, JsonValue> json)
      throws ServiceException {
    return readMembers(json, 0);
  }

  private static Map<String, AttributeValue> readMembers(Map<String, JsonValue> json, int depth)
      throws ServiceException {
    var members = new TreeMap<String, AttributeValue>();
    for (var entry : json.entrySet()) {
      members.put(entry.getKey(), read(entry.getValue(), depth));
    }
    return members;
  }

  private static AttributeValue read(JsonValue json, int depth) throws ServiceException {
    if (depth > DEPTH_MAX) {
      throw Refusals.invalid("Nesting Levels have exceeded supported limits");
    }
    if (!(json instanceof JsonObject object) || object.members().size() != 1) {
      throw Refusals.invalid(
          "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the"
              + " supported datatypes");
    }
    var entry = object.members().entrySet().iterator().next();
    JsonValue value = entry.getValue();
    return switch (entry.getKey()) {
      case "S" -> new Text(string(value));
      case "N" -> number(string(value));
      case "B" -> binary(string(value));
      case "BOOL" -> new Bool(bool(value));
      case "NULL" -> {
        if (!bool(value)) {
          throw Refusals.invalid(
              "One or more parameter values were invalid: Null attribute value types must have the"
                  + " value of true");
        }
        yield new Null();
      }
      case "L" -> {
        var items = new ArrayList<AttributeValue>();
        for (JsonValue item : items(value)) {
          items.add(read(item, depth + 1));
        }
        yield new Items(items);
      }
      case "M" -> {
        if (!(value instanceof JsonObject members)) {
          throw wrongType("M");
        }
        yield new Members(readMembers(members.members(), depth + 1));
      }
      case "SS", "NS", "BS" -> set(entry.getKey().substring(0, 1), items(value));
      default -> throw wrongType(entry.getKey());
    };
  }

  private static Elements set(String elementType, List<JsonValue> json) throws ServiceException {
    var elements = new TreeSet<AttributeValue>(AttributeValue.SCALAR_ORDER);
    for (JsonValue item : json) {
      AttributeValue element =
          switch (elementType) {
            case "S" -> new Text(string(item));
            case "N" -> number(string(item));
            default -> binary(string(item));
          };
      if (!elements.add(element)) {
        throw Refusals.invalid(
            "One or more parameter values were invalid: Input collection contains duplicates.");
      }
    }
    if (elements.isEmpty()) {
      throw Refusals.invalid(
          "One or more parameter values were invalid: An string set  may not be empty");
    }
    return new Elements(elementType, elements);
  }

  private static Num number(String text) throws ServiceException {
    BigDecimal value;
    try {
      if (text.length() > NUMBER_CHARS_MAX) {
        throw new NumberFormatException();
      }
      value = new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw Refusals.invalid("The parameter cannot be converted to a numeric value: " + text);
    }
    var number = new Num(value);
    BigDecimal magnitude = number.value().abs();
    if (number.value().precision() > DIGITS_MAX) {
      throw Refusals.invalid("Attempting to store more than 38 significant digits in a Number");
    }
    if (magnitude.compareTo(MAGNITUDE_MAX) > 0) {
      throw Refusals.invalid(
          "Number overflow. Attempting to store a number with magnitude larger than supported"
              + " range");
    }
    if (magnitude.signum() != 0 && magnitude.compareTo(MAGNITUDE_MIN) < 0) {
      throw Refusals.invalid(
          "Number underflow. Attempting to store a number with magnitude smaller than supported"
              + " range");
    }
    return number;
  }

  /** Checks a number that an expression computed against the limits of a stored one. */
  static Num computed(BigDecimal value) throws ServiceException {
    return number(value.toString());
  }

  private static Binary binary(String text) throws ServiceException {
    try {
      return new Binary(Base64.getEncoder().encodeToString(Base64.getDecoder().decode(text)));
    } catch (IllegalArgumentException e) {
      throw new ServiceException(400, "SerializationException", "a binary is not base64");
    }
  }

  private static String string(JsonValue value) throws ServiceException {
    if (value instanceof JsonString string) {
      return string.value();
    }
    throw wrongType("string");
  }

  private static boolean bool(JsonValue value) throws ServiceException {
    if (value instanceof JsonBoolean bool) {
      return bool.value();
    }
    throw wrongType("boolean");
  }

  private static List<JsonValue> items(JsonValue value) throws ServiceException {
    if (value instanceof JsonArray array) {
      return array.items();
    }
    throw wrongType("array");
  }

  private static ServiceException wrongType(String type) {
    return new ServiceException(
        400, "SerializationException", "an attribute value of a wrong type: " + type);
  }
}
