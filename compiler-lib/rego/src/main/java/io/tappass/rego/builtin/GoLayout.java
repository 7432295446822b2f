package io.tappass.rego.builtin;

import java.util.ArrayList;
import java.util.List;

/**
 * A layout of Go's package time: an example of how 2 January 2006, 15:04:05.000 MST (-0700) is
 * written, cut into its elements.
 */
final class GoLayout {

  /**
   * An element of a layout.
   *
   * @param element what it stands for
   * @param text as it stands in the layout; literal text for {@link Element#LITERAL}
   */
  record Chunk(Element element, String text) {}

  /** What an element of a layout stands for. */
  enum Element {
    LITERAL,
    MONTH_NAME,
    MONTH_SHORT,
    MONTH,
    MONTH_ZERO,
    WEEKDAY_NAME,
    WEEKDAY_SHORT,
    DAY,
    DAY_SPACE,
    DAY_ZERO,
    YEAR_DAY_SPACE,
    YEAR_DAY_ZERO,
    HOUR,
    HOUR_TWELVE,
    HOUR_TWELVE_ZERO,
    MINUTE,
    MINUTE_ZERO,
    SECOND,
    SECOND_ZERO,
    YEAR,
    YEAR_SHORT,
    PM_UPPER,
    PM_LOWER,
    ZONE_NAME,
    OFFSET,
    OFFSET_OR_Z,
    FRACTION_ZEROS,
    FRACTION_NINES
  }

  private static final List<Chunk> WORDS =
      List.of(
          new Chunk(Element.MONTH_NAME, "January"),
          new Chunk(Element.MONTH_SHORT, "Jan"),
          new Chunk(Element.WEEKDAY_NAME, "Monday"),
          new Chunk(Element.WEEKDAY_SHORT, "Mon"),
          new Chunk(Element.ZONE_NAME, "MST"),
          new Chunk(Element.YEAR_DAY_ZERO, "002"),
          new Chunk(Element.MONTH_ZERO, "01"),
          new Chunk(Element.DAY_ZERO, "02"),
          new Chunk(Element.HOUR_TWELVE_ZERO, "03"),
          new Chunk(Element.MINUTE_ZERO, "04"),
          new Chunk(Element.SECOND_ZERO, "05"),
          new Chunk(Element.YEAR_SHORT, "06"),
          new Chunk(Element.HOUR, "15"),
          new Chunk(Element.MONTH, "1"),
          new Chunk(Element.YEAR, "2006"),
          new Chunk(Element.DAY, "2"),
          new Chunk(Element.YEAR_DAY_SPACE, "__2"),
          new Chunk(Element.DAY_SPACE, "_2"),
          new Chunk(Element.HOUR_TWELVE, "3"),
          new Chunk(Element.MINUTE, "4"),
          new Chunk(Element.SECOND, "5"),
          new Chunk(Element.PM_UPPER, "PM"),
          new Chunk(Element.PM_LOWER, "pm"),
          new Chunk(Element.OFFSET, "-070000"),
          new Chunk(Element.OFFSET, "-07:00:00"),
          new Chunk(Element.OFFSET, "-0700"),
          new Chunk(Element.OFFSET, "-07:00"),
          new Chunk(Element.OFFSET, "-07"),
          new Chunk(Element.OFFSET_OR_Z, "Z070000"),
          new Chunk(Element.OFFSET_OR_Z, "Z07:00:00"),
          new Chunk(Element.OFFSET_OR_Z, "Z0700"),
          new Chunk(Element.OFFSET_OR_Z, "Z07:00"),
          new Chunk(Element.OFFSET_OR_Z, "Z07"));

  private GoLayout() {}

  /** The elements of {@code layout}, literal text between them. */
  static List<Chunk> chunks(String layout) {
    List<Chunk> chunks = new ArrayList<>();
    var literal = new StringBuilder();
    int at = 0;
    while (at < layout.length()) {
      Chunk chunk = chunkAt(layout, at);
      if (chunk.element() == Element.LITERAL) {
        literal.append(chunk.text());
      } else {
        flush(chunks, literal);
        chunks.add(chunk);
      }
      at += chunk.text().length();
    }
    flush(chunks, literal);
    return chunks;
  }

  private static void flush(List<Chunk> chunks, StringBuilder literal) {
    if (!literal.isEmpty()) {
      chunks.add(new Chunk(Element.LITERAL, literal.toString()));
      literal.setLength(0);
    }
  }

  private static Chunk chunkAt(String layout, int at) {
    char c = layout.charAt(at);
    if (c == '.' || c == ',') {
      return fractionAt(layout, at);
    }
    // "_2006" is a literal underscore before the year.
    if (layout.startsWith("_2006", at)) {
      return new Chunk(Element.LITERAL, "_");
    }
    for (Chunk word : WORDS) {
      if (layout.startsWith(word.text(), at) && !isPartOfWord(layout, at, word)) {
        return word;
      }
    }
    return new Chunk(Element.LITERAL, String.valueOf(c));
  }

  /** "Janet" and "Month" are words, not a month and a weekday. */
  private static boolean isPartOfWord(String layout, int at, Chunk word) {
    int next = at + word.text().length();
    boolean shortName =
        word.element() == Element.MONTH_SHORT || word.element() == Element.WEEKDAY_SHORT;
    return shortName
        && next < layout.length()
        && layout.charAt(next) >= 'a'
        && layout.charAt(next) <= 'z';
  }

  private static Chunk fractionAt(String layout, int at) {
    int end = at + 1;
    char digit = end < layout.length() ? layout.charAt(end) : ' ';
    if (digit == '0' || digit == '9') {
      while (end < layout.length() && layout.charAt(end) == digit) {
        end++;
      }
      boolean digitFollows =
          end < layout.length() && layout.charAt(end) >= '0' && layout.charAt(end) <= '9';
      if (!digitFollows) {
        Element element = digit == '0' ? Element.FRACTION_ZEROS : Element.FRACTION_NINES;
        return new Chunk(element, layout.substring(at, end));
      }
    }
    return new Chunk(Element.LITERAL, layout.substring(at, at + 1));
  }
}
