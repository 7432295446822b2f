package io.tappass.policy.call;

import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonBoolean;
import io.tappass.json.JsonValue.JsonNull;
import io.tappass.json.JsonValue.JsonNumber;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.json.JsonValue.JsonString;
import java.math.BigDecimal;

/**
 * What any arguments must be, whatever the schema: small enough, and readable in one way only. See
 * {@code docs/spec/call.md}, "Translation", steps 2 and 3.
 */
public final class ArgumentLimits {

  /** Nested arrays and objects. */
  public static final int DEPTH_MAX = 16;

  /** Values in all, members and items. */
  public static final int VALUES_MAX = 10_000;

  /** Characters of one string or member name. */
  public static final int STRING_CHARS_MAX = 1 << 20;

  private int values;

  private ArgumentLimits() {}

  /**
   * Passes arguments that are within the limits and unambiguous.
   *
   * @throws RefusedArgument if they are not
   */
  static void check(JsonObject args) throws RefusedArgument {
    new ArgumentLimits().check("args", args, 0);
  }

  private void check(String path, JsonValue value, int depth) throws RefusedArgument {
    if (++values > VALUES_MAX) {
      throw RefusedArgument.invalid("args hold more than " + VALUES_MAX + " values");
    }
    switch (value) {
      case JsonNull ignored -> {}
      case JsonBoolean ignored -> {}
      case JsonNumber number -> checkNumber(path, number);
      case JsonString string -> checkText(path, string.value());
      case JsonArray array -> {
        checkDepth(path, depth);
        for (JsonValue item : array.items()) {
          check(path + "[]", item, depth + 1);
        }
      }
      case JsonObject object -> {
        checkDepth(path, depth);
        for (var member : object.members().entrySet()) {
          checkText(path, member.getKey());
          check(path + "." + member.getKey(), member.getValue(), depth + 1);
        }
      }
    }
  }

  private static void checkDepth(String path, int depth) throws RefusedArgument {
    if (depth >= DEPTH_MAX) {
      throw RefusedArgument.invalid(path + " is nested deeper than " + DEPTH_MAX);
    }
  }

  private static void checkText(String path, String text) throws RefusedArgument {
    if (text.length() > STRING_CHARS_MAX) {
      throw RefusedArgument.invalid(path + " is longer than " + STRING_CHARS_MAX + " characters");
    }
    if (text.codePoints()
        .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
      throw RefusedArgument.ambiguous(path + " holds half of a surrogate pair");
    }
  }

  /** A reader with doubles and one with decimals must see the same number. */
  private static void checkNumber(String path, JsonNumber number) throws RefusedArgument {
    double rounded = Double.parseDouble(number.text());
    boolean isSame;
    try {
      isSame =
          Double.isFinite(rounded)
              && new BigDecimal(Double.toString(rounded)).compareTo(number.decimal()) == 0;
    } catch (NumberFormatException e) {
      isSame = false; // An exponent beyond what a decimal holds, as in 0e99999999999.
    }
    if (!isSame) {
      throw RefusedArgument.ambiguous(path + " is a number that an IEEE double rounds");
    }
  }
}
