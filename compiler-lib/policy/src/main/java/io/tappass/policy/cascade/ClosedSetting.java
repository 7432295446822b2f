package io.tappass.policy.cascade;

import io.tappass.policy.value.HostPattern;
import io.tappass.policy.value.Ids;
import io.tappass.policy.value.ListEntry;
import io.tappass.policy.value.NamePattern;
import io.tappass.policy.value.PathPattern;

/** The closed lists that a level can declare, as {@code <path>.allow} and {@code <path>.deny}. */
public enum ClosedSetting {
  NETWORK("network"),
  FILESYSTEM_READ("filesystem.read"),
  FILESYSTEM_WRITE("filesystem.write"),
  MODELS("models"),
  INTERPRETER_FUNCTIONS("interpreter.functions"),
  INTERPRETER_IMPORTS("interpreter.imports"),
  FLOOR_TOOLS("floor.tools");

  private final String path;

  ClosedSetting(String path) {
    this.path = path;
  }

  /** The path inside the level's package, as {@code filesystem.read}. */
  public String path() {
    return path;
  }

  /**
   * An entry as an author writes it.
   *
   * @throws IllegalArgumentException if it does not follow the grammar
   */
  public ListEntry parse(String text) {
    return switch (this) {
      case NETWORK -> HostPattern.parse(text);
      case FILESYSTEM_READ, FILESYSTEM_WRITE -> PathPattern.parse(text);
      case MODELS, INTERPRETER_FUNCTIONS, INTERPRETER_IMPORTS -> NamePattern.parse(text);
      case FLOOR_TOOLS -> new NamePattern(Ids.id("tool of the floor", text), false);
    };
  }
}
