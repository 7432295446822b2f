package io.tappass.policy.cascade;

import io.tappass.policy.AuditSettings.ArgumentRecording;
import io.tappass.policy.BudgetLimits;
import io.tappass.policy.FilesystemLists;
import io.tappass.policy.Floor;
import io.tappass.policy.Freshness;
import io.tappass.policy.Freshness.OnStale;
import io.tappass.policy.InterpreterLists;
import io.tappass.policy.PipelineStep;
import io.tappass.policy.StepAction;
import io.tappass.policy.value.ClosedList;
import io.tappass.policy.value.ListEntry;
import io.tappass.policy.value.NamePattern;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Merges what the levels declare, as the table of {@code docs/spec/settings.md} says. What comes
 * out is at least as strict as every level; the order of levels does not matter, but for {@code
 * audit.arguments}, where the first level that declares it counts.
 */
public final class SettingsMerge {

  // INVARIANT: the merge is never looser than any level, whatever the levels say; that a level
  // tries to relax another one is RelaxationCheck's to report, and changes nothing here.

  private SettingsMerge() {}

  /** The merge of {@code levels}, the highest first. */
  public static MergedSettings merge(List<LevelSettings> levels) {
    var onStale = onStale(levels);
    return new MergedSettings(
        list(levels, ClosedSetting.NETWORK),
        new FilesystemLists(
            list(levels, ClosedSetting.FILESYSTEM_READ),
            list(levels, ClosedSetting.FILESYSTEM_WRITE)),
        new InterpreterLists(
            list(levels, ClosedSetting.INTERPRETER_FUNCTIONS),
            list(levels, ClosedSetting.INTERPRETER_IMPORTS)),
        list(levels, ClosedSetting.MODELS),
        budget(levels),
        pipeline(levels),
        union(levels, LevelSettings::rings),
        union(levels, LevelSettings::compliance),
        levels.stream()
            .flatMap(level -> level.arguments().stream())
            .findFirst()
            .map(Placed::value)
            .orElse(ArgumentRecording.DIGEST),
        union(levels, LevelSettings::redact),
        ceiling(levels, Ceiling.HEARTBEAT_SECONDS),
        new Freshness(ceiling(levels, Ceiling.GRACE_SECONDS), onStale),
        onStale == OnStale.FLOOR ? Optional.of(floor(levels)) : Optional.empty());
  }

  /** The entries that every level which declares the list allows, and those that any denies. */
  @SuppressWarnings("unchecked") // a ClosedSetting's entries are of the one type its grammar makes
  static <E extends ListEntry> ClosedList<E> list(
      List<LevelSettings> levels, ClosedSetting setting) {
    Optional<List<ListEntry>> allowed = Optional.empty();
    List<ListEntry> denied = new ArrayList<>();
    for (LevelSettings level : levels) {
      denied.addAll(values(level.deny().getOrDefault(setting, List.of())));
      List<Placed<ListEntry>> declared = level.allow().get(setting);
      if (declared != null) {
        List<ListEntry> entries = values(declared);
        allowed =
            Optional.of(
                allowed.isPresent()
                    ? EntryAlgebra.meet(allowed.get(), entries)
                    : EntryAlgebra.reduce(entries));
      }
    }
    List<ListEntry> deny = EntryAlgebra.reduce(denied);
    List<ListEntry> allow =
        allowed.orElse(List.of()).stream()
            .filter(entry -> deny.stream().noneMatch(no -> EntryAlgebra.covers(no, entry)))
            .toList();
    return new ClosedList<>((List<E>) allow, (List<E>) deny);
  }

  private static BudgetLimits budget(List<LevelSettings> levels) {
    Map<String, Long> perTool = new TreeMap<>();
    for (LevelSettings level : levels) {
      level.callsPerTool().forEach((tool, calls) -> perTool.merge(tool, calls.value(), Math::min));
    }
    return new BudgetLimits(
        ceiling(levels, Ceiling.TOOL_CALLS_PER_MINUTE),
        ceiling(levels, Ceiling.TOOL_CALLS_PER_SESSION),
        perTool);
  }

  private static List<PipelineStep> pipeline(List<LevelSettings> levels) {
    Map<String, StepAction> steps = new TreeMap<>();
    for (LevelSettings level : levels) {
      level
          .pipeline()
          .forEach((step, action) -> steps.merge(step, action.value(), SettingsMerge::stricter));
    }
    List<PipelineStep> pipeline = new ArrayList<>();
    steps.forEach((step, action) -> pipeline.add(new PipelineStep(step, action)));
    return pipeline;
  }

  private static StepAction stricter(StepAction one, StepAction other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  private static long ceiling(List<LevelSettings> levels, Ceiling ceiling) {
    return levels.stream()
        .map(level -> level.ceilings().get(ceiling))
        .filter(java.util.Objects::nonNull)
        .mapToLong(Placed::value)
        .min()
        .orElse(ceiling.undeclared());
  }

  private static OnStale onStale(List<LevelSettings> levels) {
    List<OnStale> declared =
        levels.stream().flatMap(level -> level.onStale().stream()).map(Placed::value).toList();
    boolean isFloor = !declared.isEmpty() && !declared.contains(OnStale.DENY_ALL);
    return isFloor ? OnStale.FLOOR : OnStale.DENY_ALL;
  }

  private static Floor floor(List<LevelSettings> levels) {
    ClosedList<NamePattern> tools = list(levels, ClosedSetting.FLOOR_TOOLS);
    return new Floor(tools.allow().stream().map(NamePattern::name).toList());
  }

  private static <T extends Comparable<T>> List<T> union(
      List<LevelSettings> levels, Function<LevelSettings, Collection<Placed<T>>> declared) {
    return levels.stream()
        .flatMap(level -> declared.apply(level).stream())
        .map(Placed::value)
        .distinct()
        .sorted()
        .toList();
  }

  static List<ListEntry> values(List<Placed<ListEntry>> entries) {
    Map<ListEntry, Boolean> distinct = new LinkedHashMap<>();
    entries.forEach(entry -> distinct.put(entry.value(), true));
    return List.copyOf(distinct.keySet());
  }
}
