package io.tappass.policy.call;

import io.tappass.policy.value.WireName;
import java.util.Locale;

/**
 * Why something that was asked for is no call; it is denied before any rule is looked at.
 *
 * @param tool the catalogue id, or empty where the tool is unknown
 * @param message for people; never decides
 */
public record CallRefusal(Code code, String tool, String message) implements Translation {

  /** The reason, also the reason code of the decision. */
  public enum Code implements WireName {
    /** The spelling maps to no approved tool at this target. */
    UNKNOWN_TOOL,
    /** The arguments do not validate, or an argument has no meaning in its role. */
    ARGS_INVALID,
    /** Two readers could read the call differently. */
    AMBIGUOUS;

    @Override
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
