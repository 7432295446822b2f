package io.tappass.rego.builtin;

import java.util.Locale;

/** Quotes strings as Go's {@code strconv.Quote}, which OPA's messages and {@code sprintf} use. */
final class GoQuote {
  private GoQuote() {}

  static String of(String text) {
    return of(text, '"', false);
  }

  /** Quotes by {@code mark}; {@code ascii} escapes everything beyond ASCII. */
  static String of(String text, char mark, boolean ascii) {
    var out = new StringBuilder(text.length() + 2).append(mark);
    for (int at = 0; at < text.length(); ) {
      int point = text.codePointAt(at);
      append(out, point, mark, ascii);
      at += Character.charCount(point);
    }
    return out.append(mark).toString();
  }

  private static void append(StringBuilder out, int point, char mark, boolean ascii) {
    switch (point) {
      case 0x07 -> out.append("\\a");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case 0x0B -> out.append("\\v");
      case '\\' -> out.append("\\\\");
      default -> {
        if (point == mark) {
          out.append('\\').append(mark);
        } else if (point >= 0xDC80 && point <= 0xDCFF) {
          out.append("\\x").append(hex(point - 0xDC00, 2));
        } else if (point < 0x80 ? point >= ' ' && point < 0x7F : !ascii && isPrintable(point)) {
          out.appendCodePoint(point);
        } else if (point < 0x80) {
          out.append("\\x").append(hex(point, 2));
        } else if (point < 0x10000) {
          out.append("\\u").append(hex(point, 4));
        } else {
          out.append("\\U").append(hex(point, 8));
        }
      }
    }
  }

  private static String hex(int value, int digits) {
    return String.format(Locale.ROOT, "%0" + digits + "x", value);
  }

  /** Go's {@code IsPrint}: letters, marks, numbers, punctuation, symbols, the ASCII space. */
  static boolean isPrintable(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> point == ' ';
      default -> true;
    };
  }
}
