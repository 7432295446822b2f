package io.tappass.rego.builtin;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A glob pattern, compiled to an automaton whose states are all followed at once: matching takes
 * time in proportion to the text times the pattern, whatever the pattern.
 *
 * <p>{@code *} any text without delimiters, {@code **} any text, {@code ?} one character that is no
 * delimiter, {@code [abc]} and {@code [!abc]} one of these characters or none of them, {@code
 * [a-z]} and {@code [!a-z]} a range, <code>{a,b}</code> alternatives, {@code \} takes the next
 * character as it is.
 */
final class Glob {

  /** Characters of a pattern, and states of its automaton. */
  static final int PATTERN_CHARS_MAX = 4_096;

  /** Alternatives within alternatives. */
  static final int DEPTH_MAX = 64;

  /** The text, where the pattern has no special character. */
  private final @Nullable String literal;

  private final List<State> states;
  private final int start;

  private Glob(@Nullable String literal, List<State> states, int start) {
    this.literal = literal;
    this.states = List.copyOf(states);
    this.start = start;
  }

  /** A place in the pattern. */
  private sealed interface State {}

  /** Goes on by one character that is in the set, or not in it. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Step(int[] lows, int[] highs, boolean negated, int next) implements State {
    boolean takes(int point) {
      for (int at = 0; at < lows.length; at++) {
        if (point >= lows[at] && point <= highs[at]) {
          return !negated;
        }
      }
      return negated;
    }
  }

  /** Goes on without a character to any of several places. */
  private record Fork(List<Integer> next) implements State {}

  /** The end of the pattern. */
  private record Accept() implements State {}

  static Glob compile(String pattern, String delimiters) throws BuiltinException {
    if (pattern.length() > PATTERN_CHARS_MAX) {
      throw BuiltinException.failed("glob pattern longer than " + PATTERN_CHARS_MAX);
    }
    var parser = new Parser(pattern, delimiters.codePoints().sorted().toArray());
    Node root = parser.sequence(0);
    if (parser.at < pattern.length()) {
      throw parser.fail("unexpected character");
    }
    if (root instanceof Sequence sequence && sequence.isLiteral()) {
      return new Glob(sequence.literal(), List.of(), 0);
    }
    var builder = new Builder();
    int accept = builder.add(new Accept());
    int start = builder.build(root, accept);
    return new Glob(null, builder.states, start);
  }

  int states() {
    return Math.max(1, states.size());
  }

  boolean matches(String text) {
    if (literal != null) {
      return literal.equals(text);
    }
    var current = new BitSet(states.size());
    var following = new BitSet(states.size());
    enter(current, start);
    for (int at = 0; at < text.length() && !current.isEmpty(); ) {
      int point = text.codePointAt(at);
      at += Character.charCount(point);
      for (int state = current.nextSetBit(0); state >= 0; state = current.nextSetBit(state + 1)) {
        if (states.get(state) instanceof Step step && step.takes(point)) {
          enter(following, step.next());
        }
      }
      BitSet spent = current;
      current = following;
      following = spent;
      following.clear();
    }
    for (int state = current.nextSetBit(0); state >= 0; state = current.nextSetBit(state + 1)) {
      if (states.get(state) instanceof Accept) {
        return true;
      }
    }
    return false;
  }

  private void enter(BitSet set, int state) {
    if (set.get(state)) {
      return;
    }
    set.set(state);
    if (states.get(state) instanceof Fork fork) {
      for (int next : fork.next()) {
        enter(set, next);
      }
    }
  }

  /** A part of the pattern. */
  private sealed interface Node {}

  /** One character of a set. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record One(int[] lows, int[] highs, boolean negated) implements Node {}

  /** Any number of characters of a set. */
  private record Many(One one) implements Node {}

  private record Sequence(List<Node> parts) implements Node {
    boolean isLiteral() {
      return parts.stream()
          .allMatch(part ->
              part instanceof One one
                  && !one.negated()
                  && one.lows().length == 1
                  && one.lows()[0] == one.highs()[0]);
    }

    String literal() {
      var text = new StringBuilder();
      for (Node part : parts) {
        if (part instanceof One one) {
          text.appendCodePoint(one.lows()[0]);
        }
      }
      return text.toString();
    }
  }

  private record Alternatives(List<Node> choices) implements Node {}

  /** Makes states from back to front, so that each knows where it goes on. */
  private static final class Builder {
    private final List<State> states = new ArrayList<>();

    int add(State state) throws BuiltinException {
      if (states.size() > 4 * PATTERN_CHARS_MAX) {
        throw BuiltinException.failed("glob pattern too complex");
      }
      states.add(state);
      return states.size() - 1;
    }

    int build(Node node, int next) throws BuiltinException {
      return switch (node) {
        case One one -> add(new Step(one.lows(), one.highs(), one.negated(), next));
        case Many many -> {
          // The loop goes through a fork that is filled in once its step is known.
          int fork = add(new Fork(List.of()));
          int step =
              add(new Step(many.one().lows(), many.one().highs(), many.one().negated(), fork));
          states.set(fork, new Fork(List.of(step, next)));
          yield fork;
        }
        case Sequence sequence -> {
          int following = next;
          for (Node part : sequence.parts().reversed()) {
            following = build(part, following);
          }
          yield following;
        }
        case Alternatives alternatives -> {
          List<Integer> choices = new ArrayList<>();
          for (Node choice : alternatives.choices()) {
            choices.add(build(choice, next));
          }
          yield add(new Fork(List.copyOf(choices)));
        }
      };
    }
  }

  private static final class Parser {
    private final String pattern;
    private final int[] delimiters;
    private int at;

    Parser(String pattern, int[] delimiters) {
      this.pattern = pattern;
      this.delimiters = delimiters;
    }

    BuiltinException fail(String why) {
      return BuiltinException.failed(
          "invalid glob pattern " + GoQuote.of(pattern) + " at " + at + ": " + why);
    }

    Node sequence(int depth) throws BuiltinException {
      if (depth > DEPTH_MAX) {
        throw fail("alternatives nested deeper than " + DEPTH_MAX);
      }
      List<Node> parts = new ArrayList<>();
      while (at < pattern.length()) {
        int point = pattern.codePointAt(at);
        if (depth > 0 && (point == ',' || point == '}')) {
          break;
        }
        at += Character.charCount(point);
        parts.add(
            switch (point) {
              case '?' -> noDelimiter();
              case '*' -> star();
              case '[' -> characters();
              case '{' -> alternatives(depth);
              case '\\' -> {
                if (at >= pattern.length()) {
                  throw fail("trailing backslash");
                }
                int escaped = pattern.codePointAt(at);
                at += Character.charCount(escaped);
                yield literal(escaped);
              }
              default -> literal(point);
            });
      }
      return new Sequence(parts);
    }

    private static One literal(int point) {
      return new One(new int[] {point}, new int[] {point}, false);
    }

    private One noDelimiter() {
      return new One(delimiters, delimiters, true);
    }

    private Node star() {
      if (at < pattern.length() && pattern.charAt(at) == '*') {
        at++;
        return new Many(new One(new int[0], new int[0], true));
      }
      return new Many(noDelimiter());
    }

    private Node alternatives(int depth) throws BuiltinException {
      List<Node> choices = new ArrayList<>();
      do {
        choices.add(sequence(depth + 1));
      } while (accept(','));
      if (!accept('}')) {
        throw fail("unclosed {");
      }
      return new Alternatives(choices);
    }

    private boolean accept(char wanted) {
      if (at < pattern.length() && pattern.charAt(at) == wanted) {
        at++;
        return true;
      }
      return false;
    }

    private Node characters() throws BuiltinException {
      boolean negated = accept('!');
      if (at >= pattern.length()) {
        throw fail("unexpected end of input");
      }
      int first = pattern.codePointAt(at);
      int afterFirst = at + Character.charCount(first);
      if (afterFirst < pattern.length() && pattern.charAt(afterFirst) == '-') {
        at = afterFirst + 1;
        if (at >= pattern.length()) {
          throw fail("unexpected end of input");
        }
        int last = pattern.codePointAt(at);
        at += Character.charCount(last);
        if (!accept(']')) {
          throw fail("expected close range character");
        }
        if (last < first) {
          throw fail("range is out of order");
        }
        return new One(new int[] {first}, new int[] {last}, negated);
      }
      List<Integer> listed = new ArrayList<>();
      while (!accept(']')) {
        accept('\\');
        if (at >= pattern.length()) {
          throw fail("expected close range character");
        }
        int point = pattern.codePointAt(at);
        at += Character.charCount(point);
        listed.add(point);
      }
      if (listed.isEmpty()) {
        throw fail("empty character class");
      }
      int[] points = listed.stream().mapToInt(Integer::intValue).toArray();
      return new One(points, Arrays.copyOf(points, points.length), negated);
    }
  }
}
