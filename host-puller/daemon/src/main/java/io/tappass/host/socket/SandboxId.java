package io.tappass.host.socket;

import java.util.regex.Pattern;

/**
 * The id of a sandbox as it stands in file names: a name of the policy, {@code
 * [a-z][a-z0-9_-]{0,63}}.
 */
public record SandboxId(String value) {
  private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9_-]{0,63}");

  public SandboxId {
    if (!isValid(value)) {
      throw new IllegalArgumentException("not a sandbox id: " + value);
    }
  }

  /** Whether the text has the form. */
  public static boolean isValid(String value) {
    return FORM.matcher(value).matches();
  }

  @Override
  public String toString() {
    return value;
  }
}
