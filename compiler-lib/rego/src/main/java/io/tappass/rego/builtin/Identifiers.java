package io.tappass.rego.builtin;

import io.tappass.rego.value.NumberValue;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** UUIDs: RFC 4122. */
final class Identifiers {
  private static final Pattern TEXT =
      Pattern.compile(
          "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
  private static final Pattern BARE = Pattern.compile("[0-9a-fA-F]{32}");

  /** From the first day of the Gregorian calendar to 1970, in units of 100 ns. */
  private static final long GREGORIAN_TICKS = 122_192_928_000_000_000L;

  /** One UUID for one name in one evaluation. */
  private record Draw(Value name) {}

  private Identifiers() {}

  static Family family() {
    return new Family()
        .bind("uuid.rfc4122", Identifiers::random)
        .bind("uuid.parse", Identifiers::parse);
  }

  private static Value random(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    context.chargeBytes(128L + Operands.string(arguments, 0).length());
    Object drawn =
        context
            .memory()
            .computeIfAbsent(
                new Draw(arguments.getFirst()),
                key -> {
                  byte[] bytes = new byte[16];
                  context.random().nextBytes(bytes);
                  bytes[6] = (byte) ((bytes[6] & 0x0F) | 0x40);
                  bytes[8] = (byte) ((bytes[8] & 0x3F) | 0x80);
                  return StringValue.of(text(bytes));
                });
    return (StringValue) drawn;
  }

  private static String text(byte[] bytes) {
    String hex = HexFormat.of().formatHex(bytes);
    return String.join(
        "-",
        hex.substring(0, 8),
        hex.substring(8, 12),
        hex.substring(12, 16),
        hex.substring(16, 20),
        hex.substring(20));
  }

  private static @Nullable Value parse(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    context.chargeSteps(16);
    context.chargeBytes(512);
    String hex = hex(Operands.string(arguments, 0));
    if (hex == null) {
      return null;
    }
    byte[] bytes = HexFormat.of().parseHex(hex);
    int version = (bytes[6] & 0xFF) >> 4;
    ObjectValue.Builder parsed =
        ObjectValue.builder()
            .put("version", NumberValue.of(version))
            .put("variant", StringValue.of(variant(bytes[8] & 0xFF)));
    if (version == 1 || version == 2) {
      long ticks =
          (Long.parseLong(hex.substring(12, 16), 16) & 0xFFF) << 48
              | Long.parseLong(hex.substring(8, 12), 16) << 32
              | Long.parseLong(hex.substring(0, 8), 16);
      parsed
          .put("time", NumberValue.of((ticks - GREGORIAN_TICKS) * 100))
          .put("nodeid", StringValue.of(HexFormat.ofDelimiter("-").formatHex(bytes, 10, 16)))
          .put("macvariables", StringValue.of(macVariables(bytes[10] & 0xFF)))
          .put("clocksequence", NumberValue.of(((bytes[8] & 0x3F) << 8) | (bytes[9] & 0xFF)));
    }
    if (version == 2) {
      parsed
          .put("id", NumberValue.of(Long.parseLong(hex.substring(0, 8), 16)))
          .put("domain", StringValue.of(domain(bytes[9] & 0xFF)));
    }
    return parsed.build();
  }

  /** The 32 digits of a UUID, also as a URN, enclosed, or without hyphens. */
  private static @Nullable String hex(String text) {
    String plain = text;
    if (text.toLowerCase(Locale.ROOT).startsWith("urn:uuid:") && text.length() == 45) {
      plain = text.substring(9);
    } else if (text.length() == 38) {
      // Whatever encloses it: OPA looks at the 36 characters between only.
      plain = text.substring(1, 37);
    } else if (text.length() == 32) {
      return BARE.matcher(text).matches() ? text : null;
    }
    return plain.length() == 36 && TEXT.matcher(plain).matches() ? plain.replace("-", "") : null;
  }

  private static String variant(int octet) {
    if ((octet & 0xC0) == 0x80) {
      return "RFC4122";
    }
    if ((octet & 0xE0) == 0xC0) {
      return "Microsoft";
    }
    return (octet & 0xE0) == 0xE0 ? "Future" : "Reserved";
  }

  private static String macVariables(int octet) {
    return ((octet & 2) != 0 ? "local:" : "global:") + ((octet & 1) != 0 ? "multicast" : "unicast");
  }

  private static String domain(int octet) {
    return switch (octet) {
      case 0 -> "Person";
      case 1 -> "Group";
      case 2 -> "Org";
      default -> "Domain" + octet;
    };
  }
}
