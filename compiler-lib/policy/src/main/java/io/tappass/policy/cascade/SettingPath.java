package io.tappass.policy.cascade;

import io.tappass.policy.value.Ids;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A path of a setting below a level's package, and what kind of setting stands there. */
sealed interface SettingPath {

  /** Names below which everything is a setting. */
  Set<String> ROOTS =
      Set.of(
          "network",
          "filesystem",
          "models",
          "interpreter",
          "floor",
          "budget",
          "pipeline",
          "rings",
          "compliance",
          "audit",
          "freshness");

  /** Whether it is written with {@code contains}. */
  boolean isMultiValue();

  /** Entries of a closed list. */
  record ListEntries(ClosedSetting setting, boolean isDeny) implements SettingPath {
    @Override
    public boolean isMultiValue() {
      return true;
    }
  }

  /** A number of which the lowest counts. */
  record LowestOf(Ceiling ceiling) implements SettingPath {
    @Override
    public boolean isMultiValue() {
      return false;
    }
  }

  /** Calls of one tool in a session. */
  record CallsOfTool(String tool) implements SettingPath {
    @Override
    public boolean isMultiValue() {
      return false;
    }
  }

  /** The action of a pipeline step. */
  record Step(String step) implements SettingPath {
    @Override
    public boolean isMultiValue() {
      return false;
    }
  }

  /** The sets that are united, and the choices. */
  enum Other implements SettingPath {
    RINGS("rings.required", true),
    COMPLIANCE("compliance", true),
    REDACT("audit.redact", true),
    ARGUMENTS("audit.arguments", false),
    ON_STALE("freshness.on_stale", false);

    private final String path;
    private final boolean isMultiValue;

    Other(String path, boolean isMultiValue) {
      this.path = path;
      this.isMultiValue = isMultiValue;
    }

    @Override
    public boolean isMultiValue() {
      return isMultiValue;
    }
  }

  /** The setting at {@code segments} below the level's package, or nothing. */
  static Optional<SettingPath> of(List<String> segments) {
    String path = String.join(".", segments);
    for (ClosedSetting setting : ClosedSetting.values()) {
      if (path.equals(setting.path() + ".allow")) {
        return Optional.of(new ListEntries(setting, false));
      }
      if (path.equals(setting.path() + ".deny")) {
        return Optional.of(new ListEntries(setting, true));
      }
    }
    for (Ceiling ceiling : Ceiling.values()) {
      if (path.equals(ceiling.path())) {
        return Optional.of(new LowestOf(ceiling));
      }
    }
    for (Other other : Other.values()) {
      if (path.equals(other.path)) {
        return Optional.of(other);
      }
    }
    String last = segments.getLast();
    if (segments.size() == 3 && path.startsWith("budget.per_tool.") && Ids.isId(last)) {
      return Optional.of(new CallsOfTool(last));
    }
    if (segments.size() == 2 && path.startsWith("pipeline.") && Ids.isId(last)) {
      return Optional.of(new Step(last));
    }
    return Optional.empty();
  }
}
