package io.tappass.aws;

import io.tappass.control.StoreException;
import io.tappass.control.StoreException.Kind;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** One item, read strictly: an attribute that is missing or of another type is a failure. */
record Item(Map<String, AttributeValue> attributes) {

  Item {
    attributes = Map.copyOf(attributes);
  }

  private AttributeValue required(String name, AttributeValue.Type type) throws StoreException {
    AttributeValue value = attributes.get(name);
    if (value == null || value.type() != type) {
      throw malformed(name);
    }
    return value;
  }

  private static StoreException malformed(String name) {
    return new StoreException(Kind.PERMANENT, "an item whose " + name + " is missing or malformed");
  }

  Optional<String> findText(String name) {
    return Optional.ofNullable(attributes.get(name)).map(AttributeValue::s);
  }

  String text(String name) throws StoreException {
    return required(name, AttributeValue.Type.S).s();
  }

  long number(String name) throws StoreException {
    try {
      return Long.parseLong(required(name, AttributeValue.Type.N).n());
    } catch (NumberFormatException e) {
      throw malformed(name);
    }
  }

  byte[] bytes(String name) throws StoreException {
    return required(name, AttributeValue.Type.B).b().asByteArray();
  }

  Instant instant(String name) throws StoreException {
    try {
      return Instant.parse(text(name));
    } catch (DateTimeException e) {
      throw malformed(name);
    }
  }

  Map<String, String> texts(String name) throws StoreException {
    var texts = new TreeMap<String, String>();
    for (var entry : required(name, AttributeValue.Type.M).m().entrySet()) {
      if (entry.getValue().type() != AttributeValue.Type.S) {
        throw malformed(name);
      }
      texts.put(entry.getKey(), entry.getValue().s());
    }
    return texts;
  }
}
