package io.tappass.localstack.wire;

/**
 * One thing a credential may do.
 *
 * @param action such as {@code s3:GetObject}; an asterisk stands for any text
 * @param resource {@code bucket/key}, {@code bucket}, a table name or a key id; an asterisk stands
 *     for any text
 */
public record Grant(String action, String resource) {

  boolean allows(String asked, String on) {
    return matches(action, asked) && matches(resource, on);
  }

  /** Greedy matching with one point to go back to: the last asterisk. */
  private static boolean matches(String pattern, String text) {
    int p = 0;
    int t = 0;
    int star = -1;
    int resume = 0;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        resume = t;
      } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++resume;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
