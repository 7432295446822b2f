package io.tappass.rego.builtin;

import io.tappass.rego.value.BooleanValue;
import io.tappass.rego.value.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code regex.globs_match}: whether some text matches both of two simple patterns, made of
 * characters, {@code .} and sets, each alone or with {@code *} or {@code +}.
 */
final class GlobIntersection {
  private static final int PATTERN_CHARS_MAX = 4_096;

  /**
   * One part of a pattern.
   *
   * @param set the characters it stands for, or null for all
   * @param skippable whether it may stand for nothing
   * @param repeats whether it may stand for several
   */
  private record Part(@Nullable BitSet set, boolean skippable, boolean repeats) {
    boolean meets(Part other) {
      return set == null || other.set == null || set.intersects(other.set);
    }
  }

  private final String text;
  private int at;

  private GlobIntersection(String text) {
    this.text = text;
  }

  static Value intersects(BuiltinContext context, List<Value> arguments) throws BuiltinException {
    List<Part> left = parse(context, Operands.string(arguments, 0));
    List<Part> right = parse(context, Operands.string(arguments, 1));
    context.chargeSteps((left.size() + 1L) * (right.size() + 1L));
    context.chargeBytes((left.size() + 1L) * (right.size() + 1L) / 8);
    return BooleanValue.of(intersects(left, right));
  }

  /** Walks the product of both patterns; a state is a place in each. */
  private static boolean intersects(List<Part> left, List<Part> right) {
    int width = right.size() + 1;
    var seen = new BitSet();
    Deque<Integer> open = new ArrayDeque<>();
    open.add(0);
    while (!open.isEmpty()) {
      int state = open.remove();
      if (seen.get(state)) {
        continue;
      }
      seen.set(state);
      int i = state / width;
      int j = state % width;
      if (i == left.size() && j == right.size()) {
        return true;
      }
      if (i < left.size() && left.get(i).skippable()) {
        open.add((i + 1) * width + j);
      }
      if (j < right.size() && right.get(j).skippable()) {
        open.add(i * width + j + 1);
      }
      if (i < left.size() && j < right.size() && left.get(i).meets(right.get(j))) {
        open.add((i + 1) * width + j + 1);
        if (left.get(i).repeats()) {
          open.add(i * width + j + 1);
        }
        if (right.get(j).repeats()) {
          open.add((i + 1) * width + j);
        }
      }
    }
    return false;
  }

  private static List<Part> parse(BuiltinContext context, String text) throws BuiltinException {
    if (text.length() > PATTERN_CHARS_MAX) {
      throw BuiltinException.failed("the input provided is invalid");
    }
    context.chargeSteps(text.length());
    var parser = new GlobIntersection(text);
    List<Part> parts = new ArrayList<>();
    while (parser.at < text.length()) {
      parts.add(parser.part());
    }
    return parts;
  }

  private Part part() throws BuiltinException {
    int point = next();
    BitSet set = null;
    switch (point) {
      case '.' -> {}
      case '[' -> set = set();
      case ']', '*', '+' -> throw invalid("'" + Character.toString(point) + "' out of place");
      case '\\' -> {
        set = new BitSet();
        set.set(next());
      }
      default -> {
        set = new BitSet();
        set.set(point);
      }
    }
    if (at < text.length() && (text.charAt(at) == '*' || text.charAt(at) == '+')) {
      boolean star = text.charAt(at) == '*';
      at++;
      return new Part(set, star, true);
    }
    return new Part(set, false, false);
  }

  private BitSet set() throws BuiltinException {
    var set = new BitSet();
    int previous = -1;
    while (true) {
      int point = next();
      if (point == ']') {
        return set;
      }
      if (point == '-') {
        int to = next();
        if (previous < 0 || to == ']' || to == '-') {
          throw invalid("a range without an end");
        }
        to = to == '\\' ? next() : to;
        if (to < previous) {
          throw invalid("range is out of order");
        }
        set.set(previous, to + 1);
        previous = -1;
        continue;
      }
      previous = point == '\\' ? next() : point;
      set.set(previous);
    }
  }

  private int next() throws BuiltinException {
    if (at >= text.length()) {
      throw invalid("the pattern ends too early");
    }
    int point = text.codePointAt(at);
    at += Character.charCount(point);
    return point;
  }

  private BuiltinException invalid(String why) {
    return BuiltinException.failed(
        "input:" + text + ", pos:" + at + ", " + why + ": the input provided is invalid");
  }
}
