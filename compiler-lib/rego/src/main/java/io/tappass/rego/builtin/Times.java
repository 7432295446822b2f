package io.tappass.rego.builtin;

import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.NumberValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The functions of {@code time.*} that compute; the time itself comes from the evaluation. */
final class Times {
  private static final int LAYOUT_CHARS_MAX = 1_024;
  private static final String RFC3339 = "2006-01-02T15:04:05Z07:00";
  private static final String RFC3339_NANO = "2006-01-02T15:04:05.999999999Z07:00";
  private static final String NEITHER = "either number (ns) or [number (ns), string (tz)]";

  private static final Map<String, String> NAMED =
      Map.of(
          "ANSIC", "Mon Jan _2 15:04:05 2006",
          "UnixDate", "Mon Jan _2 15:04:05 MST 2006",
          "RubyDate", "Mon Jan 02 15:04:05 -0700 2006",
          "RFC822", "02 Jan 06 15:04 MST",
          "RFC822Z", "02 Jan 06 15:04 -0700",
          "RFC850", "Monday, 02-Jan-06 15:04:05 MST",
          "RFC1123", "Mon, 02 Jan 2006 15:04:05 MST",
          "RFC1123Z", "Mon, 02 Jan 2006 15:04:05 -0700",
          "RFC3339", RFC3339,
          "RFC3339Nano", RFC3339_NANO);

  private Times() {}

  static Family family() {
    return new Family()
        .bind("time.parse_ns", Times::parse)
        .bind("time.parse_rfc3339_ns", Times::parseRfc3339)
        .bind("time.parse_duration_ns", Times::parseDuration)
        .bind("time.format", Times::format)
        .bind("time.date", Times::date)
        .bind("time.clock", Times::clock)
        .bind("time.weekday", Times::weekday)
        .bind("time.add_date", Times::addDate)
        .bind("time.diff", Times::difference);
  }

  private static String layout(BuiltinContext context, String given) throws BuiltinException {
    String layout = NAMED.getOrDefault(given, given);
    context.chargeSteps(layout.length());
    context.chargeBytes(layout.length() * 4L);
    if (layout.length() > LAYOUT_CHARS_MAX) {
      throw BuiltinException.failed("layout longer than " + LAYOUT_CHARS_MAX);
    }
    return layout;
  }

  private static Value parse(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    String layout = layout(context, Operands.string(arguments, 0));
    String text = Operands.string(arguments, 1);
    return NumberValue.of(TimeParser.nanos(TimeParser.parse(layout, text)));
  }

  private static Value parseRfc3339(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    context.chargeSteps(RFC3339.length());
    String text = Operands.string(arguments, 0);
    return NumberValue.of(TimeParser.nanos(TimeParser.parse(RFC3339, text)));
  }

  private static Value parseDuration(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    String text = Operands.string(arguments, 0);
    context.chargeSteps(text.length());
    return NumberValue.of(GoDuration.nanos(text));
  }

  private static Value format(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    ZonedDateTime time = time(arguments, 0);
    String given = RFC3339_NANO;
    if (arguments.getFirst() instanceof ArrayValue array && array.size() > 2) {
      if (!(array.items().get(2) instanceof StringValue layout)) {
        throw Operands.wrongType(0, array.items().get(2), "string");
      }
      given = layout.value().isEmpty() ? RFC3339_NANO : layout.value();
    }
    return StringValue.of(TimeText.format(time, layout(context, given)));
  }

  private static Value date(BuiltinContext context, List<Value> arguments) throws BuiltinException {
    ZonedDateTime time = time(arguments, 0);
    return numbers(time.getYear(), time.getMonthValue(), time.getDayOfMonth());
  }

  private static Value clock(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    ZonedDateTime time = time(arguments, 0);
    return numbers(time.getHour(), time.getMinute(), time.getSecond());
  }

  private static Value weekday(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    return StringValue.of(
        time(arguments, 0).getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH));
  }

  private static ArrayValue numbers(long... numbers) {
    Value[] items = new Value[numbers.length];
    for (int at = 0; at < numbers.length; at++) {
      items[at] = NumberValue.of(numbers[at]);
    }
    return ArrayValue.of(items);
  }

  /** A day that the month does not have is counted on into the next month, as Go does. */
  private static Value addDate(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    ZonedDateTime time = time(arguments, 0);
    long years = Operands.integer(arguments, 1);
    long months = Operands.integer(arguments, 2);
    long days = Operands.integer(arguments, 3);
    try {
      LocalDate date =
          LocalDate.of(time.getYear(), 1, 1)
              .plusYears(years)
              .plusMonths(Math.addExact(time.getMonthValue() - 1L, months))
              .plusDays(Math.addExact(time.getDayOfMonth() - 1L, days));
      ZonedDateTime moved = ZonedDateTime.of(date, time.toLocalTime(), time.getZone());
      return NumberValue.of(
          TimeParser.nanos(moved.withZoneSameInstant(ZoneOffset.UTC).toLocalDateTime()));
    } catch (DateTimeException | ArithmeticException e) {
      throw BuiltinException.failed("time outside of valid range");
    }
  }

  /** Years, months, days, hours, minutes and seconds between two times, each not negative. */
  private static Value difference(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    ZonedDateTime first = time(arguments, 0);
    ZonedDateTime second = time(arguments, 1).withZoneSameInstant(first.getZone());
    ZonedDateTime from = first.isAfter(second) ? second : first;
    ZonedDateTime to = first.isAfter(second) ? first : second;
    int years = to.getYear() - from.getYear();
    int months = to.getMonthValue() - from.getMonthValue();
    int days = to.getDayOfMonth() - from.getDayOfMonth();
    int hours = to.getHour() - from.getHour();
    int minutes = to.getMinute() - from.getMinute();
    int seconds = to.getSecond() - from.getSecond();
    if (seconds < 0) {
      seconds += 60;
      minutes--;
    }
    if (minutes < 0) {
      minutes += 60;
      hours--;
    }
    if (hours < 0) {
      hours += 24;
      days--;
    }
    if (days < 0) {
      days += from.toLocalDate().lengthOfMonth();
      months--;
    }
    if (months < 0) {
      months += 12;
      years--;
    }
    return numbers(years, months, days, hours, minutes, seconds);
  }

  /** A time given as nanoseconds, or as an array of them and the name of a zone. */
  private static ZonedDateTime time(List<Value> arguments, int at) throws BuiltinException {
    Value given = arguments.get(at);
    ZoneId zone = ZoneOffset.UTC;
    Value nanos = given;
    if (given instanceof ArrayValue array && array.size() > 0) {
      nanos = array.items().getFirst();
      if (!(nanos instanceof NumberValue)) {
        throw Operands.wrongType(0, nanos, "number");
      }
      if (array.size() > 1) {
        if (!(array.items().get(1) instanceof StringValue name)) {
          throw Operands.wrongType(0, array.items().get(1), "string");
        }
        zone = zone(name.value());
      }
    }
    if (!(nanos instanceof NumberValue number)) {
      throw Operands.wrongType(0, given, NEITHER);
    }
    if (!number.isLong()) {
      throw BuiltinException.failed("timestamp too big");
    }
    long value = number.longValue();
    return Instant.ofEpochSecond(
            Math.floorDiv(value, 1_000_000_000L), Math.floorMod(value, 1_000_000_000L))
        .atZone(zone);
  }

  /** {@code Local} would be the zone of the machine, on which no decision may depend: it is UTC. */
  private static ZoneId zone(String name) throws BuiltinException {
    if (name.isEmpty() || name.equals("UTC") || name.equals("Local")) {
      return ZoneOffset.UTC;
    }
    if (!ZoneId.getAvailableZoneIds().contains(name)) {
      throw BuiltinException.failed("unknown time zone " + name);
    }
    return ZoneId.of(name);
  }
}
