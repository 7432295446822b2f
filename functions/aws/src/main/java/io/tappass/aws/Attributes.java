package io.tappass.aws;

import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Attribute values of the kinds that the registry writes; {@link Item} reads them back. */
final class Attributes {
  private Attributes() {}

  static AttributeValue text(String value) {
    return AttributeValue.fromS(value);
  }

  static AttributeValue number(long value) {
    return AttributeValue.fromN(Long.toString(value));
  }

  static AttributeValue bytes(byte[] value) {
    return AttributeValue.fromB(SdkBytes.fromByteArray(value));
  }

  static AttributeValue textMap(Map<String, String> values) {
    var members = new TreeMap<String, AttributeValue>();
    values.forEach((name, value) -> members.put(name, text(value)));
    return AttributeValue.fromM(members);
  }
}
