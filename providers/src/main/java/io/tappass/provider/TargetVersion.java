package io.tappass.provider;

import java.util.ArrayList;
import java.util.List;

/**
 * The version of a target as it was found on the host, compared number by number.
 *
 * @param numbers such as 2, 1, 295
 */
public record TargetVersion(List<Integer> numbers) implements Comparable<TargetVersion> {
  private static final int NUMBERS_MAX = 6;

  public TargetVersion {
    numbers = List.copyOf(numbers);
    if (numbers.isEmpty() || numbers.size() > NUMBERS_MAX) {
      throw new IllegalArgumentException("a version has 1 to " + NUMBERS_MAX + " numbers");
    }
  }

  /**
   * Reads {@code 2.1.295}.
   *
   * @throws IllegalArgumentException for anything but numbers and dots
   */
  public static TargetVersion parse(String text) {
    List<Integer> numbers = new ArrayList<>();
    for (String part : text.split("\\.", -1)) {
      if (!part.matches("[0-9]{1,9}")) {
        throw new IllegalArgumentException("not a version: " + text);
      }
      numbers.add(Integer.parseInt(part));
    }
    return new TargetVersion(numbers);
  }

  @Override
  public int compareTo(TargetVersion other) {
    for (int index = 0; index < Math.max(numbers.size(), other.numbers.size()); index++) {
      int mine = index < numbers.size() ? numbers.get(index) : 0;
      int theirs = index < other.numbers.size() ? other.numbers.get(index) : 0;
      if (mine != theirs) {
        return Integer.compare(mine, theirs);
      }
    }
    return 0;
  }

  @Override
  public String toString() {
    return String.join(".", numbers.stream().map(String::valueOf).toList());
  }
}
