package io.tappass.json;

/** The number grammar of RFC 8259, section 6, as a scanner over text. */
final class NumberGrammar {
  private NumberGrammar() {}

  static boolean isNumber(String text) {
    return end(text) == text.length();
  }

  static boolean isInteger(String text) {
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '.' || c == 'e' || c == 'E') {
        return false;
      }
    }
    return true;
  }

  /**
   * The index after the longest number that {@code text} starts with, or -1 if it starts with none.
   */
  private static int end(String text) {
    int at = 0;
    if (at < text.length() && text.charAt(at) == '-') {
      at++;
    }
    int digitsFrom = at;
    at = digits(text, at);
    if (at == digitsFrom || (at - digitsFrom > 1 && text.charAt(digitsFrom) == '0')) {
      return -1;
    }
    if (at < text.length() && text.charAt(at) == '.') {
      int fractionFrom = at + 1;
      at = digits(text, fractionFrom);
      if (at == fractionFrom) {
        return -1;
      }
    }
    if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      at++;
      if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
        at++;
      }
      int exponentFrom = at;
      at = digits(text, at);
      if (at == exponentFrom) {
        return -1;
      }
    }
    return at;
  }

  private static int digits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }
}
