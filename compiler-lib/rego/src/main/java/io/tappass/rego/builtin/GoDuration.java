package io.tappass.rego.builtin;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Go writes them ({@code 1h15m30.5s}), with days, weeks and years of 365 days. */
final class GoDuration {
  private static final int CHARS_MAX = 256;
  private static final long HOUR = 3_600_000_000_000L;
  private static final Map<String, Long> UNITS =
      Map.ofEntries(
          Map.entry("ns", 1L),
          Map.entry("us", 1_000L),
          Map.entry("\u00b5s", 1_000L),
          Map.entry("\u03bcs", 1_000L),
          Map.entry("ms", 1_000_000L),
          Map.entry("s", 1_000_000_000L),
          Map.entry("m", 60_000_000_000L),
          Map.entry("h", HOUR),
          Map.entry("d", 24 * HOUR),
          Map.entry("w", 7 * 24 * HOUR),
          Map.entry("y", 365 * 24 * HOUR));
  private static final Pattern SEGMENT = Pattern.compile("([0-9]*)(\\.[0-9]*)?([^0-9.]*)");

  private GoDuration() {}

  static long nanos(String text) throws BuiltinException {
    boolean negative = text.startsWith("-");
    String magnitude = negative || text.startsWith("+") ? text.substring(1) : text;
    if (magnitude.equals("0")) {
      return 0;
    }
    if (magnitude.isEmpty() || text.length() > CHARS_MAX) {
      throw invalid(text);
    }
    BigDecimal sum = BigDecimal.ZERO;
    Matcher segment = SEGMENT.matcher(magnitude);
    int at = 0;
    while (at < magnitude.length()) {
      segment.region(at, magnitude.length());
      if (!segment.lookingAt() || segment.end() == at) {
        throw invalid(text);
      }
      sum = sum.add(nanos(text, segment));
      at = segment.end();
    }
    BigDecimal signed = negative ? sum.negate() : sum;
    try {
      return signed.longValueExact();
    } catch (ArithmeticException e) {
      throw invalid(text);
    }
  }

  private static BigDecimal nanos(String text, Matcher segment) throws BuiltinException {
    String whole = segment.group(1);
    String fraction = segment.group(2) == null ? "" : segment.group(2);
    String unit = segment.group(3);
    if (whole.isEmpty() && fraction.length() < 2) {
      throw invalid(text);
    }
    if (unit.isEmpty()) {
      throw BuiltinException.failed("time: missing unit in duration " + GoQuote.of(text));
    }
    Long scale = UNITS.get(unit);
    if (scale == null) {
      throw BuiltinException.failed(
          "time: unknown unit " + GoQuote.of(unit) + " in duration " + GoQuote.of(text));
    }
    String digits = (whole.isEmpty() ? "0" : whole) + (fraction.length() < 2 ? "" : fraction);
    return new BigDecimal(digits)
        .multiply(BigDecimal.valueOf(scale))
        .setScale(0, RoundingMode.DOWN);
  }

  private static BuiltinException invalid(String text) {
    return BuiltinException.failed("time: invalid duration " + GoQuote.of(text));
  }
}
