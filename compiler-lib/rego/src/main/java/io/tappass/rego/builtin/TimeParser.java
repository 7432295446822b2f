package io.tappass.rego.builtin;

import io.tappass.rego.builtin.GoLayout.Chunk;
import io.tappass.rego.builtin.GoLayout.Element;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

/** Reads a time by a layout of Go. What the layout does not name is that of 1 January of year 0. */
final class TimeParser {
  private static final List<String> MONTHS =
      List.of(
          "january",
          "february",
          "march",
          "april",
          "may",
          "june",
          "july",
          "august",
          "september",
          "october",
          "november",
          "december");
  private static final List<String> WEEKDAYS =
      List.of("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday");

  private final String layout;
  private final String text;
  private int at;

  private int year;
  private int month = -1;
  private int day = -1;
  private int yearDay = -1;
  private int hour;
  private int minute;
  private int second;
  private int nano;
  private boolean pmGiven;
  private boolean isPm;
  private int offsetSeconds;

  private TimeParser(String layout, String text) {
    this.layout = layout;
    this.text = text;
  }

  /** The time as local date and time of UTC. */
  static LocalDateTime parse(String layout, String text) throws BuiltinException {
    var parser = new TimeParser(layout, text);
    List<Chunk> chunks = GoLayout.chunks(layout);
    for (int index = 0; index < chunks.size(); index++) {
      Element next = index + 1 < chunks.size() ? chunks.get(index + 1).element() : Element.LITERAL;
      parser.read(chunks.get(index), next);
    }
    if (parser.at < text.length()) {
      throw parser.fail(": extra text: " + GoQuote.of(text.substring(parser.at)));
    }
    return parser.time();
  }

  private BuiltinException fail(String why) {
    return BuiltinException.failed("parsing time " + GoQuote.of(text) + why);
  }

  private BuiltinException unfit(Chunk chunk) {
    return fail(
        " as "
            + GoQuote.of(layout)
            + ": cannot parse "
            + GoQuote.of(text.substring(Math.min(at, text.length())))
            + " as "
            + GoQuote.of(chunk.text()));
  }

  private BuiltinException outOfRange(String what) {
    return fail(": " + what + " out of range");
  }

  private void read(Chunk chunk, Element next) throws BuiltinException {
    switch (chunk.element()) {
      case LITERAL -> readLiteral(chunk);
      case MONTH_NAME -> month = name(chunk, MONTHS, false) + 1;
      case MONTH_SHORT -> month = name(chunk, MONTHS, true) + 1;
      case MONTH, MONTH_ZERO -> {
        month = digits(chunk, chunk.element() == Element.MONTH ? 1 : 2, 2);
        if (month < 1 || month > 12) {
          throw outOfRange("month");
        }
      }
      case WEEKDAY_NAME -> name(chunk, WEEKDAYS, false);
      case WEEKDAY_SHORT -> name(chunk, WEEKDAYS, true);
      case DAY, DAY_SPACE, DAY_ZERO -> {
        if (chunk.element() == Element.DAY_SPACE && text.startsWith(" ", at)) {
          at++;
        }
        day = digits(chunk, chunk.element() == Element.DAY_ZERO ? 2 : 1, 2);
      }
      case YEAR_DAY_SPACE, YEAR_DAY_ZERO -> {
        int spaces = 0;
        while (chunk.element() == Element.YEAR_DAY_SPACE
            && spaces < 2
            && text.startsWith(" ", at)) {
          at++;
          spaces++;
        }
        yearDay = digits(chunk, 3 - spaces, 3 - spaces);
      }
      case HOUR -> hour = limited("hour", digits(chunk, 1, 2), 23);
      case HOUR_TWELVE, HOUR_TWELVE_ZERO ->
          hour =
              limited("hour", digits(chunk, chunk.element() == Element.HOUR_TWELVE ? 1 : 2, 2), 12);
      case MINUTE -> minute = limited("minute", digits(chunk, 1, 2), 59);
      case MINUTE_ZERO -> minute = limited("minute", digits(chunk, 2, 2), 59);
      case SECOND, SECOND_ZERO -> {
        second = limited("second", digits(chunk, chunk.element() == Element.SECOND ? 1 : 2, 2), 59);
        boolean fractionFollows = next == Element.FRACTION_ZEROS || next == Element.FRACTION_NINES;
        if (!fractionFollows && startsFraction()) {
          readFraction(chunk, Integer.MAX_VALUE);
        }
      }
      case YEAR -> year = digits(chunk, 4, 4);
      case YEAR_SHORT -> {
        int given = digits(chunk, 2, 2);
        year = given >= 69 ? 1900 + given : 2000 + given;
      }
      case PM_UPPER, PM_LOWER -> readHalf(chunk);
      case ZONE_NAME -> readZoneName(chunk);
      case OFFSET -> readOffset(chunk);
      case OFFSET_OR_Z -> {
        if (text.startsWith("Z", at)) {
          at++;
        } else {
          readOffset(chunk);
        }
      }
      case FRACTION_ZEROS -> {
        if (!startsFraction() || text.length() < at + chunk.text().length()) {
          throw unfit(chunk);
        }
        readFraction(chunk, chunk.text().length() - 1);
      }
      case FRACTION_NINES -> {
        if (startsFraction()) {
          readFraction(chunk, Integer.MAX_VALUE);
        }
      }
    }
  }

  /** A space of the layout stands for any number of spaces. */
  private void readLiteral(Chunk chunk) throws BuiltinException {
    String literal = chunk.text();
    for (int index = 0; index < literal.length(); index++) {
      char wanted = literal.charAt(index);
      if (wanted == ' ') {
        if (at < text.length() && text.charAt(at) != ' ') {
          throw unfit(chunk);
        }
        while (at < text.length() && text.charAt(at) == ' ') {
          at++;
        }
      } else {
        if (at >= text.length() || text.charAt(at) != wanted) {
          throw unfit(chunk);
        }
        at++;
      }
    }
  }

  private int name(Chunk chunk, List<String> names, boolean shortened) throws BuiltinException {
    for (int index = 0; index < names.size(); index++) {
      String name = shortened ? names.get(index).substring(0, 3) : names.get(index);
      if (text.regionMatches(true, at, name, 0, name.length())) {
        at += name.length();
        return index;
      }
    }
    throw unfit(chunk);
  }

  private int digits(Chunk chunk, int min, int max) throws BuiltinException {
    int from = at;
    int number = 0;
    while (at < text.length() && at - from < max && isDigit(text.charAt(at))) {
      number = number * 10 + text.charAt(at) - '0';
      at++;
    }
    if (at - from < min) {
      at = from;
      throw unfit(chunk);
    }
    return number;
  }

  private int limited(String what, int number, int max) throws BuiltinException {
    if (number > max) {
      throw outOfRange(what);
    }
    return number;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private boolean startsFraction() {
    return at + 1 < text.length()
        && (text.charAt(at) == '.' || text.charAt(at) == ',')
        && isDigit(text.charAt(at + 1));
  }

  private void readFraction(Chunk chunk, int wanted) throws BuiltinException {
    int from = at + 1;
    int end = from;
    while (end < text.length() && end - from < wanted && isDigit(text.charAt(end))) {
      end++;
    }
    if (wanted != Integer.MAX_VALUE && end - from != wanted) {
      throw unfit(chunk);
    }
    String digits = text.substring(from, Math.min(end, from + 9));
    nano = Integer.parseInt(digits + "0".repeat(9 - digits.length()));
    at = end;
  }

  private void readHalf(Chunk chunk) throws BuiltinException {
    boolean lower = chunk.element() == Element.PM_LOWER;
    String half = text.substring(at, Math.min(at + 2, text.length()));
    if (!half.equals(lower ? "pm" : "PM") && !half.equals(lower ? "am" : "AM")) {
      throw unfit(chunk);
    }
    pmGiven = true;
    isPm = half.toLowerCase(Locale.ROOT).equals("pm");
    at += 2;
  }

  /** The abbreviation of a zone is read and, as it names no offset, taken as UTC; GMT+3 has one. */
  private void readZoneName(Chunk chunk) throws BuiltinException {
    if (text.startsWith("UTC", at)) {
      at += 3;
      return;
    }
    int end = at;
    while (end < text.length() && end - at < 6 && isUpper(text.charAt(end))) {
      end++;
    }
    int length = end - at;
    String name = text.substring(at, end);
    boolean known =
        length == 3
            || (length == 4 && (name.endsWith("T") || name.equals("WITA")))
            || (length == 5 && name.endsWith("T"));
    if (!known) {
      throw unfit(chunk);
    }
    at = end;
    if (name.equals("GMT") && at < text.length() && "+-".indexOf(text.charAt(at)) >= 0) {
      int sign = text.charAt(at) == '-' ? -1 : 1;
      at++;
      offsetSeconds = sign * limited("time zone offset hour", digits(chunk, 1, 2), 23) * 3600;
    }
  }

  private static boolean isUpper(char c) {
    return c >= 'A' && c <= 'Z';
  }

  private void readOffset(Chunk chunk) throws BuiltinException {
    int length = chunk.text().length();
    if (text.length() < at + length || "+-".indexOf(text.charAt(at)) < 0) {
      throw unfit(chunk);
    }
    int sign = text.charAt(at) == '-' ? -1 : 1;
    boolean colons = chunk.text().indexOf(':') >= 0;
    at++;
    int hours = limited("time zone offset hour", digits(chunk, 2, 2), 24);
    int minutes = length > 3 ? offsetPart(chunk, colons, "minute") : 0;
    int seconds = length > 6 ? offsetPart(chunk, colons, "second") : 0;
    offsetSeconds = sign * (hours * 3600 + minutes * 60 + seconds);
  }

  private int offsetPart(Chunk chunk, boolean colons, String what) throws BuiltinException {
    if (colons) {
      if (!text.startsWith(":", at)) {
        throw unfit(chunk);
      }
      at++;
    }
    return limited("time zone offset " + what, digits(chunk, 2, 2), 60);
  }

  private LocalDateTime time() throws BuiltinException {
    int clockHour = hour;
    if (pmGiven) {
      clockHour = isPm ? (hour == 12 ? 12 : hour + 12) : (hour == 12 ? 0 : hour);
    }
    if (clockHour > 23) {
      throw outOfRange("hour");
    }
    try {
      LocalDate date =
          yearDay >= 0 && month < 0
              ? LocalDate.ofYearDay(year, yearDay)
              : LocalDate.of(year, Math.max(month, 1), day < 0 ? 1 : day);
      if (yearDay >= 0 && date.getDayOfYear() != yearDay) {
        throw fail(": day-of-year does not match");
      }
      return LocalDateTime.of(date, LocalTime.of(clockHour, minute, second, nano))
          .minusSeconds(offsetSeconds);
    } catch (DateTimeException e) {
      throw outOfRange(yearDay >= 0 && month < 0 ? "day-of-year" : "day");
    }
  }

  /** Nanoseconds since 1970, where a long can hold them. */
  static long nanos(LocalDateTime time) throws BuiltinException {
    Instant instant = time.toInstant(ZoneOffset.UTC);
    BigInteger nanos =
        BigInteger.valueOf(instant.getEpochSecond())
            .multiply(BigInteger.valueOf(1_000_000_000L))
            .add(BigInteger.valueOf(instant.getNano()));
    if (nanos.bitLength() >= Long.SIZE) {
      throw BuiltinException.failed("time outside of valid range");
    }
    return nanos.longValueExact();
  }
}
