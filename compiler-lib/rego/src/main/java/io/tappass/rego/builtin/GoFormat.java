package io.tappass.rego.builtin;

import io.tappass.rego.value.NumberValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Utf8;
import io.tappass.rego.value.Value;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * {@code sprintf}: the verbs of Go's {@code fmt.Sprintf} over strings, integers and doubles, with
 * Go's texts for verbs that do not fit ({@code %!d(string=hi)}).
 */
final class GoFormat {

  /** The largest width and precision; Go's own limit. */
  private static final int WIDTH_MAX = 1_000_000;

  private final BuiltinContext context;
  private final String format;
  private final List<Object> arguments;
  private final StringBuilder out = new StringBuilder();
  private int at;
  private int argument;
  private boolean reordered;
  private boolean argumentIsGood;
  private boolean afterIndex;
  private Flags flags = new Flags();

  /** The flags, width and precision of one verb; -1 for a width or precision that is not given. */
  private static final class Flags {
    boolean sharp;
    boolean zero;
    boolean plus;
    boolean minus;
    boolean space;
    int width = -1;
    int precision = -1;
  }

  private GoFormat(BuiltinContext context, String format, List<Object> arguments) {
    this.context = context;
    this.format = format;
    this.arguments = arguments;
  }

  static String format(BuiltinContext context, String format, List<Value> values)
      throws BuiltinException {
    context.chargeBytes(format.length());
    context.chargeSteps(format.length() / 8);
    List<Object> arguments = new ArrayList<>(values.size());
    for (Value value : values) {
      arguments.add(argument(value));
    }
    var formatter = new GoFormat(context, format, arguments);
    formatter.run();
    return formatter.out.toString();
  }

  /** What OPA hands to Go: a string, a long, a big integer or a double. */
  private static Object argument(Value value) {
    return switch (value) {
      case StringValue string -> string.value();
      case NumberValue number -> {
        String text = number.text();
        boolean written =
            text.indexOf('.') >= 0 || text.indexOf('e') >= 0 || text.indexOf('E') >= 0;
        if (written) {
          double rounded = Double.parseDouble(text);
          yield Double.isInfinite(rounded) ? (Object) text : (Object) rounded;
        }
        yield number.isLong() ? (Object) number.longValue() : number.bigInteger();
      }
      case Value other -> GoText.of(other);
    };
  }

  private void run() throws BuiltinException {
    while (at < format.length()) {
      int percent = format.indexOf('%', at);
      out.append(format, at, percent < 0 ? format.length() : percent);
      if (percent < 0) {
        break;
      }
      at = percent + 1;
      if (!verb()) {
        break;
      }
    }
    if (!reordered && argument < arguments.size()) {
      flags = new Flags();
      out.append("%!(EXTRA ");
      for (int index = argument; index < arguments.size(); index++) {
        out.append(index == argument ? "" : ", ");
        out.append(typeName(arguments.get(index))).append('=');
        print(arguments.get(index), 'v');
      }
      out.append(')');
    }
  }

  /** One verb; false where the format ends before it. */
  private boolean verb() throws BuiltinException {
    flags = new Flags();
    argumentIsGood = true;
    afterIndex = false;
    readFlags();
    readArgumentIndex();
    readWidth();
    readPrecision();
    if (!afterIndex) {
      readArgumentIndex();
    }
    if (at >= format.length()) {
      out.append("%!(NOVERB)");
      return false;
    }
    int verb = format.codePointAt(at);
    at += Character.charCount(verb);
    if (verb == '%') {
      out.append('%');
    } else if (!argumentIsGood) {
      out.append("%!").appendCodePoint(verb).append("(BADINDEX)");
    } else if (argument >= arguments.size()) {
      out.append("%!").appendCodePoint(verb).append("(MISSING)");
    } else {
      Object value = arguments.get(argument);
      argument++;
      print(value, verb);
    }
    return true;
  }

  private void readFlags() {
    for (; at < format.length(); at++) {
      switch (format.charAt(at)) {
        case '#' -> flags.sharp = true;
        case '0' -> flags.zero = true;
        case '+' -> flags.plus = true;
        case '-' -> flags.minus = true;
        case ' ' -> flags.space = true;
        default -> {
          return;
        }
      }
    }
  }

  /** {@code [2]}: the argument to take next, counted from 1. */
  private void readArgumentIndex() {
    afterIndex = false;
    if (at >= format.length() || format.charAt(at) != '[') {
      return;
    }
    reordered = true;
    int close = format.indexOf(']', at);
    if (close < 0) {
      argumentIsGood = false;
      at++;
      return;
    }
    String digits = format.substring(at + 1, close);
    at = close + 1;
    int index = digits.matches("[0-9]{1,7}") ? Integer.parseInt(digits) - 1 : -1;
    if (index >= 0 && index < arguments.size()) {
      argument = index;
      afterIndex = true;
    } else {
      argumentIsGood = false;
      afterIndex = digits.matches("[0-9]{1,7}");
    }
  }

  private void readWidth() {
    if (at < format.length() && format.charAt(at) == '*') {
      at++;
      flags.width = numberFromArgument();
      if (flags.width == Integer.MIN_VALUE) {
        out.append("%!(BADWIDTH)");
        flags.width = -1;
      } else if (flags.width < 0) {
        flags.width = -flags.width;
        flags.minus = true;
        flags.zero = false;
      }
      afterIndex = false;
      return;
    }
    flags.width = digits();
    if (afterIndex && flags.width >= 0) {
      argumentIsGood = false;
    }
  }

  private void readPrecision() {
    if (at + 1 > format.length() || at >= format.length() || format.charAt(at) != '.') {
      return;
    }
    at++;
    if (afterIndex) {
      argumentIsGood = false;
    }
    readArgumentIndex();
    if (at < format.length() && format.charAt(at) == '*') {
      at++;
      int given = numberFromArgument();
      if (given < 0) {
        out.append("%!(BADPREC)");
      }
      flags.precision = Math.max(given, -1);
      afterIndex = false;
      return;
    }
    flags.precision = Math.max(digits(), 0);
  }

  private int digits() {
    int from = at;
    int number = 0;
    while (at < format.length() && format.charAt(at) >= '0' && format.charAt(at) <= '9') {
      number = Math.min(number * 10 + format.charAt(at) - '0', WIDTH_MAX + 1);
      at++;
    }
    return at == from || number > WIDTH_MAX ? -1 : number;
  }

  /** The width in an argument, or the least int if it holds none. */
  private int numberFromArgument() {
    if (argument >= arguments.size()) {
      return Integer.MIN_VALUE;
    }
    Object value = arguments.get(argument);
    argument++;
    return value instanceof Long number && Math.abs(number) <= WIDTH_MAX
        ? number.intValue()
        : Integer.MIN_VALUE;
  }

  private void print(Object value, int verb) throws BuiltinException {
    long extra = Math.max(flags.width, 0) + (long) Math.max(flags.precision, 0);
    context.chargeBytes(extra + (value instanceof String text ? text.length() : 32));
    if (verb == 'T') {
      padded(typeName(value));
      return;
    }
    switch (value) {
      case String text -> printString(text, verb);
      case Long number -> printInteger(BigInteger.valueOf(number), verb, value);
      case BigInteger number -> printInteger(number, verb, value);
      case Double number -> printDouble(number, verb);
      default -> throw new IllegalStateException("no such argument: " + value.getClass());
    }
  }

  private void printString(String text, int verb) throws BuiltinException {
    switch (verb) {
      case 'v' -> padded(flags.sharp ? GoQuote.of(cut(text)) : cut(text));
      case 's' -> padded(cut(text));
      case 'q' -> {
        String shown = cut(text);
        boolean raw = flags.sharp && shown.indexOf('`') < 0 && isRawPrintable(shown);
        padded(raw ? "`" + shown + "`" : GoQuote.of(shown, '"', flags.plus));
      }
      case 'x', 'X' -> printBytes(Utf8.encode(text), verb == 'X');
      default -> bad(verb, text);
    }
  }

  private static boolean isRawPrintable(String text) {
    return text.codePoints()
        .allMatch(point -> point == '\t' || (point >= ' ' && point != 0x7F && point != 0xFEFF));
  }

  /** The first characters, as many as the precision allows. */
  private String cut(String text) {
    if (flags.precision < 0 || text.codePointCount(0, text.length()) <= flags.precision) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, flags.precision));
  }

  private void printBytes(byte[] bytes, boolean upper) {
    int length = flags.precision >= 0 ? Math.min(flags.precision, bytes.length) : bytes.length;
    var hex = new StringBuilder();
    for (int index = 0; index < length; index++) {
      if (index > 0 && flags.space) {
        hex.append(' ');
      }
      if (flags.sharp && (index == 0 || flags.space)) {
        hex.append("0x");
      }
      hex.append(String.format(Locale.ROOT, "%02x", bytes[index] & 0xFF));
    }
    context.chargeBytes(hex.length());
    padded(upper ? hex.toString().toUpperCase(Locale.ROOT) : hex.toString());
  }

  private void printInteger(BigInteger number, int verb, Object value) throws BuiltinException {
    boolean small = value instanceof Long;
    switch (verb) {
      case 'v', 'd' -> printDigits(number, 10, "", false);
      case 'b' -> printDigits(number, 2, flags.sharp ? "0b" : "", false);
      case 'o' -> printDigits(number, 8, flags.sharp ? "0" : "", false);
      case 'O' -> printDigits(number, 8, "0o", false);
      case 'x' -> printDigits(number, 16, flags.sharp ? "0x" : "", false);
      case 'X' -> printDigits(number, 16, flags.sharp ? "0X" : "", true);
      case 's' -> {
        if (small) {
          bad(verb, value);
        } else {
          printDigits(number, 10, "", false);
        }
      }
      case 'c', 'q', 'U' -> {
        if (small) {
          printCharacter(number.longValueExact(), verb);
        } else {
          bad(verb, value);
        }
      }
      default -> bad(verb, value);
    }
  }

  private void printDigits(BigInteger number, int radix, String prefix, boolean upper) {
    context.chargeBytes(number.bitLength());
    String digits = number.abs().toString(radix);
    if (upper) {
      digits = digits.toUpperCase(Locale.ROOT);
    }
    String sign = sign(number.signum() < 0);
    if (flags.precision == 0 && number.signum() == 0) {
      out.repeat(" ", Math.max(flags.width, 0));
      return;
    }
    int wanted = flags.precision;
    if (wanted < 0 && flags.zero && !flags.minus) {
      wanted = flags.width - sign.length();
    }
    String zeros = "0".repeat(Math.max(0, wanted - digits.length()));
    boolean octalPrefixNeeded = !prefix.equals("0") || !(zeros + digits).startsWith("0");
    flags.zero = false;
    padded(sign + (octalPrefixNeeded ? prefix : "") + zeros + digits);
  }

  private String sign(boolean negative) {
    if (negative) {
      return "-";
    }
    if (flags.plus) {
      return "+";
    }
    return flags.space ? " " : "";
  }

  private void printCharacter(long code, int verb) {
    int point = code >= 0 && code <= Character.MAX_CODE_POINT ? (int) code : 0xFFFD;
    String character = Character.toString(point);
    switch (verb) {
      case 'c' -> padded(character);
      case 'q' -> padded(GoQuote.of(character, '\'', flags.plus));
      default -> {
        String hex = Long.toHexString(code).toUpperCase(Locale.ROOT);
        String zeros = "0".repeat(Math.max(0, Math.max(4, flags.precision) - hex.length()));
        boolean shown = flags.sharp && code == point && GoQuote.isPrintable(point);
        flags.zero = false;
        padded("U+" + zeros + hex + (shown ? " '" + character + "'" : ""));
      }
    }
  }

  private void printDouble(double number, int verb) throws BuiltinException {
    switch (verb) {
      case 'v' -> printFraction(number, 'g', flags.precision);
      case 'g', 'G' -> printFraction(number, (char) verb, flags.precision);
      case 'e', 'E' -> printFraction(number, (char) verb, precisionOr(6));
      case 'f', 'F' -> printFraction(number, 'f', precisionOr(6));
      case 'b', 'x', 'X' ->
          throw BuiltinException.failed(
              "the verb %" + (char) verb + " is not supported for a fraction");
      default -> bad(verb, number);
    }
  }

  private int precisionOr(int usual) {
    return flags.precision < 0 ? usual : flags.precision;
  }

  private void printFraction(double number, char verb, int precision) throws BuiltinException {
    if (flags.sharp) {
      throw BuiltinException.failed("the flag # is not supported for a fraction");
    }
    String text = GoFloat.format(number, verb, precision);
    boolean negative = text.startsWith("-");
    String digits = negative ? text.substring(1) : text;
    String sign = sign(negative);
    int missing = flags.width - sign.length() - digits.length();
    if (flags.zero && !flags.minus && missing > 0) {
      out.append(sign).repeat("0", missing).append(digits);
      return;
    }
    padded(sign + digits);
  }

  private void padded(String text) {
    int missing = Math.max(0, flags.width - text.codePointCount(0, text.length()));
    if (flags.minus) {
      out.append(text).repeat(" ", missing);
    } else {
      out.repeat(flags.zero ? "0" : " ", missing).append(text);
    }
  }

  private void bad(int verb, Object value) throws BuiltinException {
    if (value instanceof BigInteger number) {
      out.append("%!").appendCodePoint(verb).append("(big.Int=").append(number).append(')');
      return;
    }
    out.append("%!").appendCodePoint(verb).append('(').append(typeName(value)).append('=');
    print(value, 'v');
    out.append(')');
  }

  private static String typeName(Object value) {
    return switch (value) {
      case String ignored -> "string";
      case Long ignored -> "int64";
      case BigInteger ignored -> "*big.Int";
      default -> "float64";
    };
  }
}
