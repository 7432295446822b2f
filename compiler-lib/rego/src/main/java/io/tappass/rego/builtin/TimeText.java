package io.tappass.rego.builtin;

import io.tappass.rego.builtin.GoLayout.Chunk;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.util.Locale;
import java.util.TimeZone;

/** Writes a time by a layout of Go. */
final class TimeText {
  private TimeText() {}

  static String format(ZonedDateTime time, String layout) {
    var out = new StringBuilder();
    for (Chunk chunk : GoLayout.chunks(layout)) {
      append(out, time, chunk);
    }
    return out.toString();
  }

  private static void append(StringBuilder out, ZonedDateTime time, Chunk chunk) {
    int twelve = time.getHour() % 12 == 0 ? 12 : time.getHour() % 12;
    switch (chunk.element()) {
      case LITERAL -> out.append(chunk.text());
      case MONTH_NAME -> out.append(time.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH));
      case MONTH_SHORT -> out.append(shortName(time.getMonth().name()));
      case MONTH -> out.append(time.getMonthValue());
      case MONTH_ZERO -> out.append(padded(time.getMonthValue(), 2, '0'));
      case WEEKDAY_NAME ->
          out.append(time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH));
      case WEEKDAY_SHORT -> out.append(shortName(time.getDayOfWeek().name()));
      case DAY -> out.append(time.getDayOfMonth());
      case DAY_SPACE -> out.append(padded(time.getDayOfMonth(), 2, ' '));
      case DAY_ZERO -> out.append(padded(time.getDayOfMonth(), 2, '0'));
      case YEAR_DAY_SPACE -> out.append(padded(time.getDayOfYear(), 3, ' '));
      case YEAR_DAY_ZERO -> out.append(padded(time.getDayOfYear(), 3, '0'));
      case HOUR -> out.append(padded(time.getHour(), 2, '0'));
      case HOUR_TWELVE -> out.append(twelve);
      case HOUR_TWELVE_ZERO -> out.append(padded(twelve, 2, '0'));
      case MINUTE -> out.append(time.getMinute());
      case MINUTE_ZERO -> out.append(padded(time.getMinute(), 2, '0'));
      case SECOND -> out.append(time.getSecond());
      case SECOND_ZERO -> out.append(padded(time.getSecond(), 2, '0'));
      case YEAR -> out.append(padded(time.getYear(), 4, '0'));
      case YEAR_SHORT -> out.append(padded(Math.floorMod(time.getYear(), 100), 2, '0'));
      case PM_UPPER -> out.append(time.getHour() >= 12 ? "PM" : "AM");
      case PM_LOWER -> out.append(time.getHour() >= 12 ? "pm" : "am");
      case ZONE_NAME -> out.append(zoneName(time));
      case OFFSET -> appendOffset(out, time, chunk.text());
      case OFFSET_OR_Z -> {
        if (time.getOffset().getTotalSeconds() == 0) {
          out.append('Z');
        } else {
          appendOffset(out, time, chunk.text());
        }
      }
      case FRACTION_ZEROS, FRACTION_NINES -> appendFraction(out, time, chunk);
    }
  }

  private static String shortName(String name) {
    return name.charAt(0) + name.substring(1, 3).toLowerCase(Locale.ROOT);
  }

  private static String padded(int number, int width, char fill) {
    String digits = Integer.toString(number);
    return String.valueOf(fill).repeat(Math.max(0, width - digits.length())) + digits;
  }

  private static String zoneName(ZonedDateTime time) {
    if (time.getOffset().getTotalSeconds() == 0 && time.getZone().getRules().isFixedOffset()) {
      return "UTC";
    }
    boolean summer = time.getZone().getRules().isDaylightSavings(time.toInstant());
    return TimeZone.getTimeZone(time.getZone())
        .getDisplayName(summer, TimeZone.SHORT, Locale.ENGLISH);
  }

  private static void appendOffset(StringBuilder out, ZonedDateTime time, String text) {
    int seconds = time.getOffset().getTotalSeconds();
    String separator = text.indexOf(':') >= 0 ? ":" : "";
    int magnitude = Math.abs(seconds);
    out.append(seconds < 0 ? '-' : '+').append(padded(magnitude / 3600, 2, '0'));
    if (text.length() > 3) {
      out.append(separator).append(padded(magnitude / 60 % 60, 2, '0'));
    }
    if (text.length() > 6) {
      out.append(separator).append(padded(magnitude % 60, 2, '0'));
    }
  }

  private static void appendFraction(StringBuilder out, ZonedDateTime time, Chunk chunk) {
    int count = Math.min(chunk.text().length() - 1, 9);
    String digits = padded(time.getNano(), 9, '0').substring(0, count);
    if (chunk.element() == GoLayout.Element.FRACTION_NINES) {
      digits = digits.replaceFirst("0+$", "");
      if (digits.isEmpty()) {
        return;
      }
    }
    out.append(chunk.text().charAt(0)).append(digits);
    out.repeat("0", Math.max(0, chunk.text().length() - 1 - 9));
  }
}
