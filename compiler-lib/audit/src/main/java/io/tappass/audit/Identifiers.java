package io.tappass.audit;

/** The one grammar of identifiers in records: {@code [A-Za-z0-9][A-Za-z0-9._:/@+-]{0,199}}. */
final class Identifiers {
  static final int CHARS_MAX = 200;

  private static final boolean[] ALLOWED = new boolean[128];

  static {
    for (char c = 0; c < ALLOWED.length; c++) {
      ALLOWED[c] = isLetterOrDigit(c) || "._:/@+-".indexOf(c) >= 0;
    }
  }

  private Identifiers() {}

  static boolean isValid(String text) {
    if (text.isEmpty() || text.length() > CHARS_MAX || !isLetterOrDigit(text.charAt(0))) {
      return false;
    }
    for (int index = 1; index < text.length(); index++) {
      char c = text.charAt(index);
      if (c >= ALLOWED.length || !ALLOWED[c]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  /** Refuses what is no identifier; such a draft is a programming error of its maker. */
  static String require(String name, String text) {
    if (!isValid(text)) {
      throw new IllegalArgumentException(name + " is no identifier: " + text);
    }
    return text;
  }

  static String requireOrEmpty(String name, String text) {
    return text.isEmpty() ? text : require(name, text);
  }
}
