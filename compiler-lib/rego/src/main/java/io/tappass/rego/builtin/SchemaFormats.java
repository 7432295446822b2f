package io.tappass.rego.builtin;

import com.google.re2j.Pattern;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Set;

/** The formats of strings that {@code format} of JSON Schema names. */
final class SchemaFormats {
  private static final Set<String> REFUSED =
      Set.of("idn-email", "iri", "iri-reference", "uri-template", "relative-json-pointer");
  private static final Pattern EMAIL = Pattern.compile("[^\\s@<>\"]+@[^\\s@<>\"]+");
  private static final Pattern HOST =
      Pattern.compile(
          "([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*");
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final Pattern POINTER = Pattern.compile("(/([^~/]|~0|~1)*)*");
  private static final int HOST_CHARS_MAX = 255;

  private SchemaFormats() {}

  /** Whether OPA checks this format and this engine does not. */
  static boolean isRefused(String format) {
    return REFUSED.contains(format);
  }

  /** Whether {@code text} has the format; a format without a meaning fits every text. */
  static boolean fits(BuiltinContext context, String format, String text) {
    context.chargeSteps(text.length());
    return switch (format) {
      case "date" -> isDate(text);
      case "time" -> isTime("1970-01-01T" + text) || isTime("1970-01-01T" + text + "Z");
      case "date-time" -> isTime(text);
      case "email" -> EMAIL.matches(text);
      case "hostname" -> text.length() <= HOST_CHARS_MAX && HOST.matches(text);
      case "ipv4" -> text.indexOf(':') < 0 && Address.parse(text) != null;
      case "ipv6" -> text.indexOf(':') >= 0 && Address.parse(text) != null;
      case "uuid" -> UUID.matches(text);
      case "json-pointer" -> POINTER.matches(text);
      case "uri" -> isUri(text, true);
      case "uri-reference" -> isUri(text, false);
      case "regex" -> isPattern(context, text);
      default -> true;
    };
  }

  private static boolean isDate(String text) {
    try {
      return text.length() == 10 && LocalDate.parse(text).getYear() >= 0;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static boolean isTime(String text) {
    try {
      return OffsetDateTime.parse(text).getYear() >= 0;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static boolean isUri(String text, boolean absolute) {
    try {
      return new URI(text).isAbsolute() || !absolute;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static boolean isPattern(BuiltinContext context, String text) {
    try {
      return Regexes.compiled(context, text).programSize() >= 0;
    } catch (BuiltinException e) {
      return false;
    }
  }
}
