package io.tappass.rego.builtin;

import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.BooleanValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.SetValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Utf8;
import io.tappass.rego.value.Value;
import io.tappass.rego.value.ValueJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Base64, hexadecimal and URL queries. */
final class Encodings {
  private static final String UNRESERVED = "-_.~";

  private Encodings() {}

  static Family family() {
    return new Family()
        .bind("base64.encode", (c, a) -> encoded(c, a, Base64.getEncoder()))
        .bind("base64.decode", Encodings::decodeBase64)
        .bind("base64.is_valid", Encodings::isBase64)
        .bind("base64url.encode", (c, a) -> encoded(c, a, Base64.getUrlEncoder()))
        .bind(
            "base64url.encode_no_pad",
            (c, a) -> encoded(c, a, Base64.getUrlEncoder().withoutPadding()))
        .bind("base64url.decode", Encodings::decodeBase64Url)
        .bind("hex.encode", Encodings::encodeHex)
        .bind("hex.decode", Encodings::decodeHex)
        .bind("urlquery.encode", Encodings::encodeQuery)
        .bind("urlquery.decode", Encodings::decodeQuery)
        .bind("urlquery.encode_object", Encodings::encodeQueryObject)
        .bind("urlquery.decode_object", Encodings::decodeQueryObject);
  }

  private static String charged(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    String text = Operands.string(arguments, 0);
    context.chargeSteps(text.length() / 16);
    context.chargeBytes(text.length() * 3L);
    return text;
  }

  private static Value encoded(
      BuiltinContext context, List<Value> arguments, Base64.Encoder encoder)
      throws BuiltinException {
    byte[] bytes = Utf8.encode(charged(context, arguments));
    return StringValue.of(encoder.encodeToString(bytes));
  }

  private static Value decodeBase64(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    return StringValue.of(Utf8.decode(base64(charged(context, arguments), "+/")));
  }

  private static Value isBase64(BuiltinContext context, List<Value> arguments) {
    try {
      base64(charged(context, arguments), "+/");
      return BooleanValue.TRUE;
    } catch (BuiltinException e) {
      return BooleanValue.FALSE;
    }
  }

  private static Value decodeBase64Url(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    return StringValue.of(Utf8.decode(base64Url(charged(context, arguments))));
  }

  /** The bytes of base64url, with or without its padding (RFC 7515, appendix C). */
  static byte[] base64Url(String text) throws BuiltinException {
    String padded = text;
    if (!text.endsWith("=")) {
      padded =
          switch (text.length() % 4) {
            case 0 -> text;
            case 2 -> text + "==";
            case 3 -> text + "=";
            default -> throw BuiltinException.failed("illegal base64url string: " + text);
          };
    }
    return base64(padded, "-_");
  }

  /**
   * Strict about padding, which Java's decoder is not; like Go's, blind to line ends.
   *
   * @param others the two characters of the alphabet that are no letters or digits
   */
  private static byte[] base64(String text, String others) throws BuiltinException {
    String joined = text.replace("\r", "").replace("\n", "");
    int at = firstOutside(joined, others);
    int padding = joined.length() - at;
    boolean padded =
        joined.length() % 4 == 0
            && padding <= 2
            && joined.substring(at).equals("==".substring(0, padding));
    if (!padded) {
      throw BuiltinException.failed("illegal base64 data at input byte " + at);
    }
    Base64.Decoder decoder = others.equals("+/") ? Base64.getDecoder() : Base64.getUrlDecoder();
    return decoder.decode(joined);
  }

  private static int firstOutside(String text, String others) {
    int at = 0;
    while (at < text.length() && isAlphanumericOr(text.charAt(at), others)) {
      at++;
    }
    return at;
  }

  private static boolean isAlphanumericOr(char c, String others) {
    return (c >= '0' && c <= '9')
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || others.indexOf(c) >= 0;
  }

  private static Value encodeHex(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    return StringValue.of(HexFormat.of().formatHex(Utf8.encode(charged(context, arguments))));
  }

  private static Value decodeHex(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    String text = charged(context, arguments);
    for (int at = 0; at < text.length(); ) {
      int point = text.codePointAt(at);
      if (point > 0x7F || !HexFormat.isHexDigit(point)) {
        throw BuiltinException.failed(
            "encoding/hex: invalid byte: "
                + String.format(Locale.ROOT, "U+%04X ", point)
                + GoQuote.of(Character.toString(point), '\'', false));
      }
      at += Character.charCount(point);
    }
    if (text.length() % 2 != 0) {
      throw BuiltinException.failed("encoding/hex: odd length hex string");
    }
    return StringValue.of(Utf8.decode(HexFormat.of().parseHex(text)));
  }

  private static Value encodeQuery(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    return StringValue.of(escaped(charged(context, arguments)));
  }

  private static Value decodeQuery(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    return StringValue.of(unescaped(charged(context, arguments)));
  }

  private static String escaped(String text) {
    var out = new StringBuilder(text.length() + 16);
    for (byte b : Utf8.encode(text)) {
      char c = (char) (b & 0xFF);
      if (isAlphanumericOr(c, UNRESERVED)) {
        out.append(c);
      } else if (c == ' ') {
        out.append('+');
      } else {
        out.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return out.toString();
  }

  private static String unescaped(String text) throws BuiltinException {
    byte[] bytes = Utf8.encode(text);
    var out = new java.io.ByteArrayOutputStream(bytes.length);
    for (int at = 0; at < bytes.length; at++) {
      if (bytes[at] == '%') {
        int end = Math.min(at + 3, bytes.length);
        String escape = new String(bytes, at, end - at, StandardCharsets.ISO_8859_1);
        if (!escape.matches("%[0-9A-Fa-f]{2}")) {
          throw BuiltinException.failed("invalid URL escape " + GoQuote.of(escape));
        }
        out.write(HexFormat.fromHexDigits(escape, 1, 3));
        at += 2;
      } else {
        out.write(bytes[at] == '+' ? ' ' : bytes[at]);
      }
    }
    return Utf8.decode(out.toByteArray());
  }

  private static Value encodeQueryObject(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    ObjectValue object = Operands.object(arguments, 0);
    Map<StringValue, List<Value>> members = new TreeMap<>();
    for (var entry : object.entries()) {
      List<Value> values =
          switch (entry.getValue()) {
            case StringValue string -> List.of(string);
            case ArrayValue array -> array.items();
            case SetValue set -> set.items();
            case Value ignored -> throw wrongQueryValue();
          };
      members.put(StringValue.of(ValueJson.name(entry.getKey())), values);
    }
    List<String> pairs = new ArrayList<>();
    for (var member : members.entrySet()) {
      for (Value value : member.getValue()) {
        if (!(value instanceof StringValue string)) {
          throw wrongQueryValue();
        }
        context.chargeBytes(3L * (member.getKey().value().length() + string.value().length()));
        pairs.add(escaped(member.getKey().value()) + "=" + escaped(string.value()));
      }
    }
    return StringValue.of(String.join("&", pairs));
  }

  private static BuiltinException wrongQueryValue() {
    return Operands.wrong(0, "values must be string, array[string], or set[string]");
  }

  private static Value decodeQueryObject(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    String query = charged(context, arguments);
    Map<Value, List<Value>> members = new TreeMap<>();
    for (String pair : Strings.parts(context, query, "&", Integer.MAX_VALUE)) {
      if (pair.contains(";")) {
        throw BuiltinException.failed("invalid semicolon separator in query");
      }
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        members
            .computeIfAbsent(StringValue.of(unescaped(name)), key -> new ArrayList<>())
            .add(StringValue.of(unescaped(value)));
      }
    }
    ObjectValue.Builder object = ObjectValue.builder();
    members.forEach((name, values) -> object.put(name, ArrayValue.of(values)));
    return object.build();
  }
}
