package io.tappass.policy;

import io.tappass.policy.value.Ids;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One Rego module in canonical text.
 *
 * @param packageName as {@code tappass.projects.finance}
 * @param text canonical Rego; no comments
 * @param rules ids of its rules, sorted, each once; the host computes them again from the text
 */
public record PolicyModule(String packageName, String text, List<String> rules) {

  /** Characters of one module. */
  public static final int TEXT_CHARS_MAX = 1 << 20;

  private static final Pattern PACKAGE = Pattern.compile("tappass(\\.[a-z][a-z0-9_]{0,39}){1,8}");

  public PolicyModule {
    if (!PACKAGE.matcher(packageName).matches()) {
      throw new IllegalArgumentException("not a package below tappass: " + packageName);
    }
    if (text.length() > TEXT_CHARS_MAX) {
      throw new IllegalArgumentException("too long a module: " + packageName);
    }
    rules = rules.stream().distinct().sorted().toList();
    rules.forEach(rule -> Ids.ruleId("rule of " + packageName, rule));
  }
}
