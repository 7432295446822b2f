package io.tappass.rego.builtin;

import io.tappass.rego.value.BooleanValue;
import io.tappass.rego.value.NumberValue;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import java.math.BigInteger;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Semantic versions (semver 2.0.0, section 11 for the order), with an optional leading v. */
final class Versions {
  private static final int CHARS_MAX = 1_024;
  private static final Pattern VERSION =
      Pattern.compile(
          "v?(0|[1-9][0-9]{0,18})\\.(0|[1-9][0-9]{0,18})\\.(0|[1-9][0-9]{0,18})"
              + "(?:-([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*+))?"
              + "(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*+)?");

  /**
   * A version without its build metadata, which has no part in the order.
   *
   * @param core major, minor, patch
   * @param preRelease the identifiers behind the hyphen; empty for none
   */
  private record Version(List<BigInteger> core, List<String> preRelease) {}

  private Versions() {}

  static Family family() {
    return new Family()
        .bind("semver.is_valid", Versions::isValid)
        .bind("semver.compare", Versions::compare);
  }

  private static Value isValid(BuiltinContext context, List<Value> arguments) {
    return BooleanValue.of(
        arguments.getFirst() instanceof StringValue text && parse(text.value()) != null);
  }

  private static Value compare(BuiltinContext context, List<Value> arguments)
      throws BuiltinException {
    String left = Operands.string(arguments, 0);
    String right = Operands.string(arguments, 1);
    return NumberValue.of(compare(required(1, left), required(2, right)));
  }

  private static Version required(int operand, String text) throws BuiltinException {
    Version version = parse(text);
    if (version == null) {
      throw BuiltinException.failed(
          "operand " + operand + ": string " + GoQuote.of(text) + " is not a valid SemVer");
    }
    return version;
  }

  private static @Nullable Version parse(String text) {
    if (text.length() > CHARS_MAX) {
      return null;
    }
    Matcher matcher = VERSION.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    List<BigInteger> core =
        List.of(
            new BigInteger(matcher.group(1)),
            new BigInteger(matcher.group(2)),
            new BigInteger(matcher.group(3)));
    String behind = matcher.group(4);
    List<String> preRelease = behind == null ? List.of() : List.of(behind.split("\\.", -1));
    boolean fits = core.stream().allMatch(part -> part.bitLength() < Long.SIZE);
    boolean leadingZero = preRelease.stream().anyMatch(part -> part.matches("0[0-9]+"));
    return fits && !leadingZero ? new Version(core, preRelease) : null;
  }

  private static int compare(Version left, Version right) {
    for (int at = 0; at < 3; at++) {
      int order = left.core().get(at).compareTo(right.core().get(at));
      if (order != 0) {
        return order;
      }
    }
    if (left.preRelease().isEmpty() || right.preRelease().isEmpty()) {
      return Boolean.compare(left.preRelease().isEmpty(), right.preRelease().isEmpty());
    }
    int common = Math.min(left.preRelease().size(), right.preRelease().size());
    for (int at = 0; at < common; at++) {
      int order = compareIdentifiers(left.preRelease().get(at), right.preRelease().get(at));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(left.preRelease().size(), right.preRelease().size());
  }

  /** Numbers stand before words. */
  private static int compareIdentifiers(String left, String right) {
    boolean leftIsNumber = left.matches("[0-9]+");
    boolean rightIsNumber = right.matches("[0-9]+");
    if (leftIsNumber != rightIsNumber) {
      return leftIsNumber ? -1 : 1;
    }
    return leftIsNumber
        ? new BigInteger(left).compareTo(new BigInteger(right))
        : Integer.signum(left.compareTo(right));
  }
}
