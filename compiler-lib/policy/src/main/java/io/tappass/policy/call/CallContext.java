package io.tappass.policy.call;

import io.tappass.policy.value.FilePath;
import java.util.function.UnaryOperator;

/**
 * Where a call comes from.
 *
 * @param cwd absolute directory that relative paths start from
 * @param workspace absolute directory that {@code ${workspace}} stands for
 * @param home absolute directory that {@code ${home}} stands for
 * @param resolveLinks gives the path with its symbolic links resolved, for an absolute path whose
 *     {@code .} and {@code ..} are <em>not</em> yet resolved; must not throw for what does not
 *     exist
 */
public record CallContext(
    String cwd, String workspace, String home, UnaryOperator<String> resolveLinks) {

  public CallContext {
    for (String directory : new String[] {cwd, workspace, home}) {
      if (!FilePath.isNormal(directory)) {
        throw new IllegalArgumentException(
            "not an absolute directory without . and ..: " + directory);
      }
    }
  }

  /** Without a file system: no path is a link. */
  public static CallContext lexical(String cwd, String workspace, String home) {
    return new CallContext(cwd, workspace, home, FilePath::normalise);
  }
}
