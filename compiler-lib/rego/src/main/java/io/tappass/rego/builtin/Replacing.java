package io.tappass.rego.builtin;

import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Replaces in one pass from left to right, as Go's {@code strings.Replacer}. */
final class Replacing {

  /** What stands in the text and what shall stand there. */
  private record Pair(String old, String replacement) {}

  private Replacing() {}

  static Value replace(BuiltinContext context, List<Value> arguments) throws BuiltinException {
    String text = Operands.string(arguments, 0);
    var pair = new Pair(Operands.string(arguments, 1), Operands.string(arguments, 2));
    return StringValue.of(replaced(context, text, List.of(pair)));
  }

  static Value replaceMany(BuiltinContext context, List<Value> arguments) throws BuiltinException {
    ObjectValue patterns = Operands.object(arguments, 0);
    String text = Operands.string(arguments, 1);
    List<Pair> pairs = new ArrayList<>();
    for (var entry : patterns.entries()) {
      if (!(entry.getKey() instanceof StringValue old)) {
        throw Operands.wrong(0, "non-string key found in pattern object");
      }
      if (!(entry.getValue() instanceof StringValue replacement)) {
        throw Operands.wrong(0, "non-string value found in pattern object");
      }
      pairs.add(new Pair(old.value(), replacement.value()));
    }
    return StringValue.of(replaced(context, text, pairs));
  }

  /** Where several pairs fit at one place, the first wins. */
  private static String replaced(BuiltinContext context, String text, List<Pair> pairs) {
    context.chargeSteps((text.length() / 16 + 1L) * pairs.size());
    context.chargeBytes(text.length());
    var out = new StringBuilder(text.length());
    boolean afterEmptyMatch = false;
    int at = 0;
    while (at <= text.length()) {
      Pair pair = match(text, at, pairs, afterEmptyMatch);
      if (pair != null) {
        context.chargeBytes(pair.replacement().length());
        out.append(pair.replacement());
        at += pair.old().length();
        afterEmptyMatch = pair.old().isEmpty();
        continue;
      }
      afterEmptyMatch = false;
      int next = next(text, at, pairs);
      out.append(text, at, Math.min(next, text.length()));
      at = next;
    }
    return out.toString();
  }

  /** The next place worth looking at: with one pattern, where it stands next. */
  private static int next(String text, int at, List<Pair> pairs) {
    if (at >= text.length()) {
      return text.length() + 1;
    }
    if (pairs.size() == 1 && !pairs.getFirst().old().isEmpty()) {
      int found = text.indexOf(pairs.getFirst().old(), at);
      return found < 0 ? text.length() + 1 : found;
    }
    return text.offsetByCodePoints(at, 1);
  }

  private static @Nullable Pair match(
      String text, int at, List<Pair> pairs, boolean emptyExcluded) {
    for (Pair pair : pairs) {
      boolean excluded = emptyExcluded && pair.old().isEmpty();
      if (!excluded && text.startsWith(pair.old(), at)) {
        return pair;
      }
    }
    return null;
  }
}
