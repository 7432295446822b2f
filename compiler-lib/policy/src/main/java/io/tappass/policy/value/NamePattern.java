package io.tappass.policy.value;

/**
 * A model, function or import: an exact name, or a prefix followed by {@code *}.
 *
 * @param name the exact name, or the prefix without its {@code *}
 * @param isPrefix whether every name that starts with {@code name} is meant
 */
public record NamePattern(String name, boolean isPrefix) implements ListEntry {

  /** Characters of one entry. */
  public static final int CHARS_MAX = 256;

  public NamePattern {
    if (name.length() > CHARS_MAX || (name.isEmpty() && !isPrefix)) {
      throw new IllegalArgumentException("a name of 1 to " + CHARS_MAX + " characters is needed");
    }
    for (int index = 0; index < name.length(); index++) {
      char c = name.charAt(index);
      if (c <= 0x20 || c >= 0x7f || c == '*') {
        throw new IllegalArgumentException(
            "only printable ASCII without spaces, and * only at the end: " + name);
      }
    }
  }

  /**
   * Reads an entry.
   *
   * @throws IllegalArgumentException if it does not follow the grammar
   */
  public static NamePattern parse(String text) {
    return text.endsWith("*")
        ? new NamePattern(text.substring(0, text.length() - 1), true)
        : new NamePattern(text, false);
  }

  /** Whether the entry means {@code candidate}; letters are compared exactly. */
  public boolean matches(String candidate) {
    return isPrefix ? candidate.startsWith(name) : candidate.equals(name);
  }

  @Override
  public String text() {
    return isPrefix ? name + "*" : name;
  }
}
