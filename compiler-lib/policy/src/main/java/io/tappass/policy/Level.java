package io.tappass.policy;

import java.util.Comparator;
import java.util.List;

/**
 * One level of the cascade: it is compiled and evaluated by itself, with the library and the data.
 *
 * @param packageName the package whose {@code allow}, {@code deny} and {@code ask} are the level's
 * @param modules of the level, sorted; may be none, and then an agent level grants nothing
 */
public record Level(LevelKind kind, String packageName, List<PolicyModule> modules) {

  /** Modules of one level. */
  public static final int MODULES_MAX = 500;

  public Level {
    modules =
        modules.stream()
            .sorted(
                Comparator.comparing(PolicyModule::packageName).thenComparing(PolicyModule::text))
            .toList();
    if (modules.size() > MODULES_MAX) {
      throw new IllegalArgumentException("too many modules in " + packageName);
    }
    for (PolicyModule module : modules) {
      boolean isOwn =
          module.packageName().equals(packageName)
              || module.packageName().startsWith(packageName + ".");
      boolean isAgents =
          kind == LevelKind.PROJECT && module.packageName().startsWith(packageName + ".agents");
      if (!isOwn || isAgents) {
        throw new IllegalArgumentException(
            module.packageName() + " is not of the level " + packageName);
      }
    }
  }
}
