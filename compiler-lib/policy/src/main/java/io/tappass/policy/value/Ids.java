package io.tappass.policy.value;

import java.util.regex.Pattern;

/** The grammars of names and digests, in one place. */
public final class Ids {

  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9_]{0,39}");
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,63}");
  private static final Pattern RULE_ID = Pattern.compile("r_[0-9a-f]{16}");
  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

  private Ids() {}

  /** Whether {@code text} is an id of the repository: {@code [a-z][a-z0-9_]{0,39}}. */
  public static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  /**
   * Whether {@code text} names something that is not a Rego package (a sandbox, a runtime, a
   * provider, a target): {@code [a-z][a-z0-9_-]{0,63}}.
   */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** Whether {@code text} is a rule id: {@code r_} and 16 lower-case hexadecimal digits. */
  public static boolean isRuleId(String text) {
    return RULE_ID.matcher(text).matches();
  }

  /** Whether {@code text} is a digest: {@code sha256:} and 64 lower-case hexadecimal digits. */
  public static boolean isDigest(String text) {
    return DIGEST.matcher(text).matches();
  }

  /**
   * {@code text}, if it is an id.
   *
   * @throws IllegalArgumentException naming {@code what}
   */
  public static String id(String what, String text) {
    return require(isId(text), what, text, "[a-z][a-z0-9_]{0,39}");
  }

  /**
   * {@code text}, if it is a name.
   *
   * @throws IllegalArgumentException naming {@code what}
   */
  public static String name(String what, String text) {
    return require(isName(text), what, text, "[a-z][a-z0-9_-]{0,63}");
  }

  /**
   * {@code text}, if it is a rule id.
   *
   * @throws IllegalArgumentException naming {@code what}
   */
  public static String ruleId(String what, String text) {
    return require(isRuleId(text), what, text, "r_ and 16 hexadecimal digits");
  }

  private static String require(boolean good, String what, String text, String grammar) {
    if (!good) {
      throw new IllegalArgumentException(what + " is not " + grammar + ": " + text);
    }
    return text;
  }
}
