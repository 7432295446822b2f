package io.tappass.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** One JSON value. Immutable; objects keep the order in which their members were given. */
public sealed interface JsonValue {

  /** The one null. */
  JsonNull NULL = JsonNull.INSTANCE;

  /** {@code true}. */
  JsonBoolean TRUE = new JsonBoolean(true);

  /** {@code false}. */
  JsonBoolean FALSE = new JsonBoolean(false);

  /** The JSON string {@code value}. */
  static JsonString of(String value) {
    return new JsonString(value);
  }

  /** The JSON number {@code value}. */
  static JsonNumber of(long value) {
    return new JsonNumber(Long.toString(value));
  }

  /** The JSON boolean {@code value}. */
  static JsonBoolean of(boolean value) {
    return value ? TRUE : FALSE;
  }

  /** An array of strings, in the order given. */
  static JsonArray ofStrings(Iterable<String> values) {
    var items = new java.util.ArrayList<JsonValue>();
    for (String value : values) {
      items.add(new JsonString(value));
    }
    return new JsonArray(items);
  }

  /** An object under construction; {@link ObjectBuilder#build} ends it. */
  static ObjectBuilder object() {
    return new ObjectBuilder();
  }

  /** JSON {@code null}. */
  enum JsonNull implements JsonValue {
    INSTANCE
  }

  /** JSON {@code true} or {@code false}. */
  record JsonBoolean(boolean value) implements JsonValue {}

  /**
   * A JSON number, kept as the text it was written with; two numbers are equal if their texts are.
   *
   * @param text a number by the grammar of RFC 8259, section 6
   */
  record JsonNumber(String text) implements JsonValue {
    public JsonNumber {
      if (!NumberGrammar.isNumber(text)) {
        throw new IllegalArgumentException("not a JSON number: " + text);
      }
    }

    /** Whether the text has neither a fraction nor an exponent. */
    public boolean isInteger() {
      return NumberGrammar.isInteger(text);
    }

    /** The exact value, of any size. */
    public BigDecimal decimal() {
      return new BigDecimal(text);
    }

    /** The value as a long, or nothing where the text is no integer or does not fit. */
    public Optional<Long> longValue() {
      if (!isInteger() || text.length() > 20) {
        return Optional.empty();
      }
      var integer = new BigInteger(text);
      return integer.bitLength() > 63 ? Optional.empty() : Optional.of(integer.longValueExact());
    }
  }

  /** A JSON string. */
  record JsonString(String value) implements JsonValue {
    public JsonString {
      Objects.requireNonNull(value);
    }
  }

  /** A JSON array. */
  record JsonArray(List<JsonValue> items) implements JsonValue {
    public JsonArray {
      items = List.copyOf(items);
    }
  }

  /** A JSON object; its members keep their order, and equality ignores it. */
  record JsonObject(Map<String, JsonValue> members) implements JsonValue {
    public JsonObject {
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    /** The member of that name, if there is one. */
    public Optional<JsonValue> find(String name) {
      return Optional.ofNullable(members.get(name));
    }
  }

  /** Collects the members of an object in the order in which they are put. */
  final class ObjectBuilder {
    private final Map<String, JsonValue> members = new LinkedHashMap<>();

    private ObjectBuilder() {}

    /**
     * Adds a member.
     *
     * @throws IllegalArgumentException if the name was put before
     */
    public ObjectBuilder put(String name, JsonValue value) {
      if (members.putIfAbsent(name, value) != null) {
        throw new IllegalArgumentException("member put twice: " + name);
      }
      return this;
    }

    /** Adds a string member. */
    public ObjectBuilder put(String name, String value) {
      return put(name, of(value));
    }

    /** Adds an integer member. */
    public ObjectBuilder put(String name, long value) {
      return put(name, of(value));
    }

    /** Adds a boolean member. */
    public ObjectBuilder put(String name, boolean value) {
      return put(name, of(value));
    }

    /** The object. */
    public JsonObject build() {
      return new JsonObject(members);
    }
  }
}
