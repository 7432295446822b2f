package io.tappass.rego.builtin;

import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.BooleanValue;
import io.tappass.rego.value.NumberValue;
import io.tappass.rego.value.SetValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/** Functions over strings. Positions and lengths count code points. */
final class Strings {
  private static final int ITEM_BYTES = 56;

  private Strings() {}

  static Family family() {
    return new Family()
        .bind("concat", Strings::concat)
        .bind("contains", (c, a) -> test(c, a, String::contains))
        .bind("startswith", (c, a) -> test(c, a, String::startsWith))
        .bind("endswith", (c, a) -> test(c, a, String::endsWith))
        .bind("indexof", Strings::indexOf)
        .bind("indexof_n", Strings::indexOfAll)
        .bind("lower", (c, a) -> mapped(c, a, Character::toLowerCase))
        .bind("upper", (c, a) -> mapped(c, a, Character::toUpperCase))
        .bind("replace", Replacing::replace)
        .bind("strings.replace_n", Replacing::replaceMany)
        .bind("split", Strings::split)
        .bind("strings.split_n", Strings::splitSome)
        .bind("sprintf", Strings::sprintf)
        .bind("strings.any_prefix_match", (c, a) -> anyMatch(c, a, String::startsWith))
        .bind("strings.any_suffix_match", (c, a) -> anyMatch(c, a, String::endsWith))
        .bind("strings.count", Strings::occurrences)
        .bind("strings.reverse", Strings::reverse)
        .bind("substring", Strings::substring)
        .bind("trim", (c, a) -> trimmed(c, a, cutset(a), true, true))
        .bind("trim_left", (c, a) -> trimmed(c, a, cutset(a), true, false))
        .bind("trim_right", (c, a) -> trimmed(c, a, cutset(a), false, true))
        .bind("trim_space", (c, a) -> trimmed(c, a, Strings::isSpace, true, true))
        .bind("trim_prefix", Strings::trimPrefix)
        .bind("trim_suffix", Strings::trimSuffix);
  }

  private static String charged(BuiltinContext context, List<Value> arguments, int at)
      throws BuiltinException {
    String text = Operands.string(arguments, at);
    context.chargeSteps(text.length() / 32);
    return text;
  }

  private static Value test(
      BuiltinContext context, List<Value> arguments, BiPredicate<String, String> test)
      throws BuiltinException {
    String text = charged(context, arguments, 0);
    return BooleanValue.of(test.test(text, charged(context, arguments, 1)));
  }

  private static Value concat(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    String separator = Operands.string(arguments, 0);
    if (!(arguments.get(1) instanceof ArrayValue) && !(arguments.get(1) instanceof SetValue)) {
      throw Operands.wrongType(1, arguments.get(1), "set", "array");
    }
    List<String> parts = Operands.strings(arguments, 1);
    long length = (long) separator.length() * Math.max(0, parts.size() - 1);
    for (String part : parts) {
      length += part.length();
    }
    context.chargeSteps(parts.size());
    context.chargeBytes(length);
    return StringValue.of(String.join(separator, parts));
  }

  private static Value indexOf(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    String text = charged(context, arguments, 0);
    String search = searched(context, arguments);
    int at = text.indexOf(search);
    return NumberValue.of(at < 0 ? -1 : text.codePointCount(0, at));
  }

  private static Value indexOfAll(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    String text = charged(context, arguments, 0);
    String search = searched(context, arguments);
    List<Value> positions = new ArrayList<>();
    int position = 0;
    int counted = 0;
    for (int at = text.indexOf(search); at >= 0; at = text.indexOf(search, at + 1)) {
      context.chargeSteps(1);
      context.chargeBytes(ITEM_BYTES);
      position += text.codePointCount(counted, at);
      counted = at;
      positions.add(NumberValue.of(position));
    }
    return ArrayValue.of(positions);
  }

  private static String searched(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    String search = charged(context, arguments, 1);
    if (search.isEmpty()) {
      throw BuiltinException.failed("empty search character");
    }
    return search;
  }

  private static Value mapped(
      BuiltinContext context, List<Value> arguments, IntUnaryOperator mapping)
      throws BuiltinException {
    String text = charged(context, arguments, 0);
    context.chargeBytes(text.length());
    var out = new StringBuilder(text.length());
    text.codePoints().map(mapping).forEach(out::appendCodePoint);
    return StringValue.of(out.toString());
  }

  private static Value split(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    String text = charged(context, arguments, 0);
    return strings(parts(context, text, Operands.string(arguments, 1), Integer.MAX_VALUE));
  }

  /** The parts; the last holds the rest of the text where there are more than {@code max}. */
  static List<String> parts(BuiltinContext context, String text, String delimiter, int max) {
    context.chargeBytes(text.length());
    List<String> parts = new ArrayList<>();
    int from = 0;
    while (parts.size() < max - 1) {
      int at;
      if (delimiter.isEmpty()) {
        int next = from < text.length() ? text.offsetByCodePoints(from, 1) : text.length();
        at = next < text.length() ? next : -1;
      } else {
        at = text.indexOf(delimiter, from);
      }
      if (at < 0) {
        break;
      }
      context.chargeSteps(1);
      context.chargeBytes(ITEM_BYTES);
      parts.add(text.substring(from, at));
      from = at + delimiter.length();
    }
    if (!delimiter.isEmpty() || !text.isEmpty()) {
      parts.add(text.substring(from));
    }
    return parts;
  }

  static ArrayValue strings(List<String> parts) {
    List<Value> items = new ArrayList<>(parts.size());
    for (String part : parts) {
      items.add(StringValue.of(part));
    }
    return ArrayValue.of(items);
  }

  private static Value splitSome(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    String text = charged(context, arguments, 0);
    String delimiter = Operands.string(arguments, 1);
    long count = Operands.integer(arguments, 2);
    if (count < 0) {
      List<String> all = parts(context, text, delimiter, Integer.MAX_VALUE);
      int from = (int) Math.max(all.size() + Math.max(count, -all.size()), 0);
      return strings(all.subList(from, all.size()));
    }
    if (count == 0) {
      return ArrayValue.EMPTY;
    }
    int max = (int) Math.min(count + 1, Integer.MAX_VALUE);
    List<String> some = parts(context, text, delimiter, max < 0 ? Integer.MAX_VALUE : max);
    return strings(some.subList(0, (int) Math.min(count, some.size())));
  }

  private static Value sprintf(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    String format = Operands.string(arguments, 0);
    ArrayValue values = Operands.array(arguments, 1);
    return StringValue.of(GoFormat.format(context, format, values.items()));
  }

  private static Value anyMatch(
      BuiltinContext context, List<Value> arguments, BiPredicate<String, String> matches)
      throws BuiltinException {
    List<String> texts = oneOrMore(arguments, 0);
    List<String> affixes = oneOrMore(arguments, 1);
    for (String text : texts) {
      context.chargeSteps(affixes.size() + 1L);
      for (String affix : affixes) {
        if (matches.test(text, affix)) {
          return BooleanValue.TRUE;
        }
      }
    }
    return BooleanValue.FALSE;
  }

  private static List<String> oneOrMore(List<Value> arguments, int at) throws BuiltinException {
    return switch (arguments.get(at)) {
      case StringValue string -> List.of(string.value());
      case ArrayValue ignored -> Operands.strings(arguments, at);
      case SetValue ignored -> Operands.strings(arguments, at);
      case Value other -> throw Operands.wrongType(at, other, "string", "set", "array");
    };
  }

  private static Value occurrences(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    String text = charged(context, arguments, 0);
    String search = charged(context, arguments, 1);
    if (search.isEmpty()) {
      return NumberValue.of(text.codePointCount(0, text.length()) + 1L);
    }
    long count = 0;
    for (int at = text.indexOf(search); at >= 0; at = text.indexOf(search, at + search.length())) {
      count++;
    }
    return NumberValue.of(count);
  }

  private static Value reverse(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    String text = charged(context, arguments, 0);
    context.chargeBytes(text.length());
    return StringValue.of(new StringBuilder(text).reverse().toString());
  }

  private static Value substring(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    String text = charged(context, arguments, 0);
    long start = Operands.integer(arguments, 1);
    long length = Operands.integer(arguments, 2);
    if (start < 0) {
      throw BuiltinException.failed("negative offset");
    }
    int points = text.codePointCount(0, text.length());
    if (start >= points) {
      return StringValue.EMPTY;
    }
    long wanted = length < 0 ? points - start : Math.min(length, points - start);
    int from = text.offsetByCodePoints(0, (int) start);
    int to = text.offsetByCodePoints(from, (int) wanted);
    context.chargeBytes(to - from);
    return StringValue.of(text.substring(from, to));
  }

  private static IntPredicate cutset(List<Value> arguments) throws BuiltinException {
    Operands.string(arguments, 0);
    String cut = Operands.string(arguments, 1);
    return point -> cut.indexOf(point) >= 0;
  }

  /** White space by Unicode, which is what Go's {@code unicode.IsSpace} takes. */
  static boolean isSpace(int point) {
    return switch (point) {
      case '\t', '\n', 0x0B, '\f', '\r', ' ', 0x85, 0xA0 -> true;
      default -> point > 0xFF && Character.isSpaceChar(point);
    };
  }

  private static Value trimmed(
      BuiltinContext context, List<Value> arguments, IntPredicate cut, boolean left, boolean right)
      throws BuiltinException {
    String text = charged(context, arguments, 0);
    int from = 0;
    while (left && from < text.length() && cut.test(text.codePointAt(from))) {
      context.chargeSteps(1);
      from = text.offsetByCodePoints(from, 1);
    }
    int to = text.length();
    while (right && to > from && cut.test(text.codePointBefore(to))) {
      context.chargeSteps(1);
      to = text.offsetByCodePoints(to, -1);
    }
    return from == 0 && to == text.length()
        ? arguments.getFirst()
        : StringValue.of(text.substring(from, to));
  }

  private static Value trimPrefix(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    String text = charged(context, arguments, 0);
    String prefix = charged(context, arguments, 1);
    return text.startsWith(prefix)
        ? StringValue.of(text.substring(prefix.length()))
        : arguments.getFirst();
  }

  private static Value trimSuffix(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    String text = charged(context, arguments, 0);
    String suffix = charged(context, arguments, 1);
    return text.endsWith(suffix)
        ? StringValue.of(text.substring(0, text.length() - suffix.length()))
        : arguments.getFirst();
  }
}
