package io.tappass.policy.cascade;

import io.tappass.policy.AuditSettings.ArgumentRecording;
import io.tappass.policy.Freshness.OnStale;
import io.tappass.policy.LevelKind;
import io.tappass.policy.Ring;
import io.tappass.policy.StepAction;
import io.tappass.policy.value.ListEntry;
import io.tappass.rego.diagnostic.SourceSpan;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What one level declares.
 *
 * @param packageName of the level
 * @param allow a list that is in here is declared, also where it is empty
 * @param declaredAt the first rule of each declared list
 * @param deny entries that always win
 */
public record LevelSettings(
    LevelKind kind,
    String packageName,
    Map<ClosedSetting, List<Placed<ListEntry>>> allow,
    Map<ClosedSetting, SourceSpan> declaredAt,
    Map<ClosedSetting, List<Placed<ListEntry>>> deny,
    Map<Ceiling, Placed<Long>> ceilings,
    Map<String, Placed<Long>> callsPerTool,
    Map<String, Placed<StepAction>> pipeline,
    List<Placed<Ring>> rings,
    List<Placed<String>> compliance,
    List<Placed<String>> redact,
    Optional<Placed<ArgumentRecording>> arguments,
    Optional<Placed<OnStale>> onStale) {

  public LevelSettings {
    allow = copy(allow);
    declaredAt = Map.copyOf(declaredAt);
    deny = copy(deny);
    ceilings = Map.copyOf(ceilings);
    callsPerTool = new TreeMap<>(callsPerTool);
    pipeline = new TreeMap<>(pipeline);
    rings = List.copyOf(rings);
    compliance = List.copyOf(compliance);
    redact = List.copyOf(redact);
    if (!declaredAt.keySet().equals(allow.keySet())) {
      throw new IllegalArgumentException("a declared list without a place");
    }
  }

  /** A level that declares nothing. */
  public static LevelSettings nothing(LevelKind kind, String packageName) {
    return new LevelSettings(
        kind,
        packageName,
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  private static Map<ClosedSetting, List<Placed<ListEntry>>> copy(
      Map<ClosedSetting, List<Placed<ListEntry>>> lists) {
    Map<ClosedSetting, List<Placed<ListEntry>>> copy = new EnumMap<>(ClosedSetting.class);
    lists.forEach((setting, entries) -> copy.put(setting, List.copyOf(entries)));
    return copy;
  }
}
