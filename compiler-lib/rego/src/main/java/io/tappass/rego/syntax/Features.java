package io.tappass.rego.syntax;

import java.util.List;

/**
 * What a module imports of the language itself.
 *
 * @param and whether {@code and} is a word ({@code future.keywords.and}, {@code rego.v2})
 * @param or whether {@code or} is a word
 * @param not whether {@code not} looks at its whole statement ({@code future.keywords.not})
 */
public record Features(boolean and, boolean or, boolean not) {
  /** Rego v1. */
  public static final Features V1 = new Features(false, false, false);

  /** Rego v1 with everything that may be imported. */
  public static final Features V2 = new Features(true, true, true);

  static Features of(List<Import> imports) {
    Features features = V1;
    for (Import one : imports) {
      features = features.with(one);
    }
    return features;
  }

  Features with(Import one) {
    return switch (one.text()) {
      case "rego.v2" -> V2;
      case "future.keywords.and" -> new Features(true, or, not);
      case "future.keywords.or" -> new Features(and, true, not);
      case "future.keywords.not" -> new Features(and, or, true);
      default -> this;
    };
  }
}
