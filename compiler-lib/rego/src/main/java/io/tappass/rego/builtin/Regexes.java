package io.tappass.rego.builtin;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.tappass.rego.value.ArrayValue;
import io.tappass.rego.value.BooleanValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Utf8;
import io.tappass.rego.value.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * Regular expressions of RE2: matching takes time in proportion to the text, whatever the pattern.
 */
final class Regexes {

  /** Characters of a pattern. */
  static final int PATTERN_CHARS_MAX = 32_768;

  private static final Bounded<String, Pattern> COMPILED = new Bounded<>();

  private Regexes() {}

  static Family family() {
    return new Family()
        .bind("regex.match", Regexes::matches)
        .bind("re_match", Regexes::matches)
        .bind("regex.is_valid", Regexes::isValid)
        .bind("regex.split", Regexes::split)
        .bind("regex.find_n", Regexes::find)
        .bind("regex.find_all_string_submatch_n", Regexes::findGroups)
        .bind("regex.replace", Regexes::replace)
        .bind("regex.template_match", Regexes::matchesTemplate)
        .bind("regex.globs_match", GlobIntersection::intersects);
  }

  /** The pattern, compiled once. */
  static Pattern compiled(BuiltinContext context, String pattern) throws BuiltinException {
    Pattern known = COMPILED.find(pattern);
    if (known != null) {
      return known;
    }
    if (pattern.length() > PATTERN_CHARS_MAX) {
      throw BuiltinException.failed("error parsing regexp: expression too long");
    }
    context.chargeSteps(pattern.length());
    context.chargeBytes(pattern.length() * 64L);
    try {
      Pattern compiled = Pattern.compile(pattern);
      context.chargeSteps(compiled.programSize());
      COMPILED.put(pattern, compiled);
      return compiled;
    } catch (PatternSyntaxException e) {
      throw BuiltinException.failed(String.valueOf(e.getMessage()));
    }
  }

  /** The pattern over a text, its work charged. */
  static Matcher matcher(BuiltinContext context, String pattern, String text)
      throws BuiltinException {
    Pattern compiled = compiled(context, pattern);
    context.chargeSteps(1L + (long) text.length() * Math.max(1, compiled.programSize() / 8) / 16);
    return compiled.matcher(text);
  }

  private static Value matches(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    String pattern = Operands.string(arguments, 0);
    return BooleanValue.of(matcher(context, pattern, Operands.string(arguments, 1)).find());
  }

  private static Value isValid(BuiltinContext context, List<Value> arguments) {
    if (!(arguments.getFirst() instanceof StringValue pattern)) {
      return BooleanValue.FALSE;
    }
    try {
      compiled(context, pattern.value());
      return BooleanValue.TRUE;
    } catch (BuiltinException e) {
      return BooleanValue.FALSE;
    }
  }

  /** Positions of a match: start and end of the whole and of each group, -1 for none. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Match(int[] positions) {
    int start() {
      return positions[0];
    }

    int end() {
      return positions[1];
    }

    String group(String text, int group) {
      int from = positions[2 * group];
      return from < 0 ? "" : text.substring(from, positions[2 * group + 1]);
    }

    int groups() {
      return positions.length / 2;
    }
  }

  /**
   * The matches from left to right; as Go's, none that is empty right behind another.
   *
   * @param max how many at most; negative for all
   */
  private static List<Match> matchesIn(
      BuiltinContext context, Matcher matcher, String text, long max) {
    List<Match> matches = new ArrayList<>();
    int from = 0;
    int lastEnd = -1;
    while (from <= text.length() && (max < 0 || matches.size() < max) && matcher.find(from)) {
      boolean emptyAfterMatch = matcher.end() == matcher.start() && matcher.start() == lastEnd;
      if (!emptyAfterMatch) {
        context.chargeSteps(1);
        context.chargeBytes(32L + 8L * matcher.groupCount());
        int[] positions = new int[2 * matcher.groupCount() + 2];
        for (int group = 0; group <= matcher.groupCount(); group++) {
          positions[2 * group] = matcher.start(group);
          positions[2 * group + 1] = matcher.end(group);
        }
        matches.add(new Match(positions));
      }
      lastEnd = matcher.end();
      if (matcher.end() > matcher.start()) {
        from = matcher.end();
      } else if (matcher.end() < text.length()) {
        from = text.offsetByCodePoints(matcher.end(), 1);
      } else {
        from = text.length() + 1;
      }
    }
    return matches;
  }

  private static Value split(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    String pattern = Operands.string(arguments, 0);
    String text = Operands.string(arguments, 1);
    Matcher matcher = matcher(context, pattern, text);
    if (!pattern.isEmpty() && text.isEmpty()) {
      return ArrayValue.of(StringValue.EMPTY);
    }
    context.chargeBytes(text.length());
    List<String> parts = new ArrayList<>();
    int from = 0;
    int end = 0;
    for (Match match : matchesIn(context, matcher, text, -1)) {
      end = match.start();
      if (match.end() != 0) {
        parts.add(text.substring(from, end));
      }
      from = match.end();
    }
    if (end != text.length()) {
      parts.add(text.substring(from));
    }
    return Strings.strings(parts);
  }

  private static Value find(BuiltinContext context, List<Value> arguments) throws BuiltinException {
    String pattern = Operands.string(arguments, 0);
    String text = Operands.string(arguments, 1);
    long max = Operands.integer(arguments, 2);
    List<String> found = new ArrayList<>();
    for (Match match : matchesIn(context, matcher(context, pattern, text), text, max)) {
      found.add(match.group(text, 0));
    }
    return Strings.strings(found);
  }

  private static Value findGroups(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    String pattern = Operands.string(arguments, 0);
    String text = Operands.string(arguments, 1);
    long max = Operands.integer(arguments, 2);
    List<Value> found = new ArrayList<>();
    for (Match match : matchesIn(context, matcher(context, pattern, text), text, max)) {
      List<String> groups = new ArrayList<>();
      for (int group = 0; group < match.groups(); group++) {
        groups.add(match.group(text, group));
      }
      found.add(Strings.strings(groups));
    }
    return ArrayValue.of(found);
  }

  private static Value replace(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    String text = Operands.string(arguments, 0);
    String pattern = Operands.string(arguments, 1);
    String template = Operands.string(arguments, 2);
    Matcher matcher = matcher(context, pattern, text);
    context.chargeBytes(text.length());
    var out = new StringBuilder();
    int from = 0;
    for (Match match : matchesIn(context, matcher, text, -1)) {
      context.chargeBytes(template.length());
      out.append(text, from, match.start());
      expand(context, out, template, matcher, match, text);
      from = match.end();
    }
    return StringValue.of(out.append(text, from, text.length()).toString());
  }

  /** Appends {@code template} with {@code $1}, {@code $name}, <code>${name}</code> filled in. */
  private static void expand(
      BuiltinContext context,
      StringBuilder out,
      String template,
      Matcher matcher,
      Match match,
      String text) {
    int at = 0;
    while (at < template.length()) {
      char c = template.charAt(at);
      if (c != '$') {
        out.append(c);
        at++;
        continue;
      }
      if (template.startsWith("$$", at)) {
        out.append('$');
        at += 2;
        continue;
      }
      boolean braced = template.startsWith("${", at);
      int from = at + (braced ? 2 : 1);
      int to = from;
      while (to < template.length() && isNameCharacter(template.charAt(to))) {
        to++;
      }
      boolean open = braced && (to >= template.length() || template.charAt(to) != '}');
      if (to == from || open) {
        out.append('$');
        at++;
        continue;
      }
      String group = group(template.substring(from, to), matcher, match, text);
      context.chargeBytes(group.length());
      out.append(group);
      at = braced ? to + 1 : to;
    }
  }

  private static boolean isNameCharacter(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }

  private static String group(String name, Matcher matcher, Match match, String text) {
    if (name.matches("[0-9]{1,6}")) {
      int group = Integer.parseInt(name);
      return group < match.groups() ? match.group(text, group) : "";
    }
    Integer group = matcher.pattern().namedGroups().get(name);
    return group == null ? "" : match.group(text, group);
  }

  private static Value matchesTemplate(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    String template = Operands.string(arguments, 0);
    String text = Operands.string(arguments, 1);
    char open = delimiter("start", Operands.string(arguments, 2));
    char close = delimiter("end", Operands.string(arguments, 3));
    String pattern = ofTemplate(context, template, open, close);
    return BooleanValue.of(matcher(context, pattern, text).find());
  }

  private static char delimiter(String which, String text) throws BuiltinException {
    int length = Utf8.length(text);
    if (length != 1) {
      throw BuiltinException.failed(
          which + " delimiter has to be exactly one character long but is " + length + " long");
    }
    return text.charAt(0);
  }

  /** The pattern of a template: what stands between the delimiters is one, all else is literal. */
  private static String ofTemplate(BuiltinContext context, String template, char open, char close)
      throws BuiltinException {
    var pattern = new StringBuilder("^");
    int level = 0;
    int literalFrom = 0;
    int partFrom = 0;
    for (int at = 0; at < template.length(); at++) {
      char c = template.charAt(at);
      if (c == open) {
        level++;
        if (level == 1) {
          partFrom = at;
        }
      } else if (c == close) {
        level--;
        if (level == 0) {
          String part = template.substring(partFrom + 1, at);
          compiled(context, "^" + part + "$");
          pattern
              .append(Pattern.quote(template.substring(literalFrom, partFrom)))
              .append('(')
              .append(part)
              .append(')');
          literalFrom = at + 1;
        }
      }
      if (level < 0) {
        break;
      }
    }
    if (level != 0) {
      throw BuiltinException.failed("unbalanced braces in " + GoQuote.of(template));
    }
    return pattern.append(Pattern.quote(template.substring(literalFrom))).append('$').toString();
  }
}
