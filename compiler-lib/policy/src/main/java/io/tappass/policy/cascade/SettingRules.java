package io.tappass.policy.cascade;

import io.tappass.policy.cascade.LevelModules.PlacedRule;
import io.tappass.policy.diagnostic.Findings;
import io.tappass.policy.diagnostic.PolicyCode;
import io.tappass.rego.diagnostic.Related;
import io.tappass.rego.diagnostic.SourceSpan;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The rules of a level that declare settings, by the path below the level's package; found without
 * evaluating anything.
 */
public final class SettingRules {

  /** A setting and the first rule that declares it. */
  record Declared(SettingPath setting, SourceSpan place) {}

  private final SortedMap<String, Declared> byPath;

  private SettingRules(Map<String, Declared> byPath) {
    this.byPath = Collections.unmodifiableSortedMap(new TreeMap<>(byPath));
  }

  /** The settings of {@code level}; what is wrong with their rules goes to {@code findings}. */
  public static SettingRules of(LevelModules level, RuleGraph graph, Findings findings) {
    SortedMap<String, Declared> byPath = new TreeMap<>();
    List<String> base = level.packagePath();
    for (PlacedRule rule : level.rules()) {
      if (isSetting(rule, base)) {
        List<String> segments = rule.path().subList(base.size(), rule.path().size());
        setting(rule, segments, graph, findings)
            .ifPresent(setting ->
                byPath.putIfAbsent(
                    String.join(".", segments), new Declared(setting, rule.rule().head().span())));
      }
    }
    return new SettingRules(byPath);
  }

  /** Whether a level declares the setting at this path, as {@code network.allow}. */
  public boolean declares(String path) {
    return byPath.containsKey(path);
  }

  SortedMap<String, Declared> byPath() {
    return byPath;
  }

  /** Whether {@code rule} stands below a root of settings. */
  static boolean isSetting(PlacedRule rule, List<String> base) {
    return rule.path().size() > base.size()
        && IsolationCheck.startsWith(rule.path(), base)
        && SettingPath.ROOTS.contains(rule.path().get(base.size()));
  }

  private static Optional<SettingPath> setting(
      PlacedRule rule, List<String> segments, RuleGraph graph, Findings findings) {
    SourceSpan place = rule.rule().head().span();
    String path = String.join(".", segments);
    Optional<SettingPath> setting = rule.isStatic() ? SettingPath.of(segments) : Optional.empty();
    if (setting.isEmpty()) {
      findings.add(
          PolicyCode.SETTING_UNKNOWN,
          place,
          path + (rule.isStatic() ? "" : "[...]") + " is no setting",
          "Check the spelling; docs/spec/settings.md lists them all");
      return setting;
    }
    if (rule.isFunction() || rule.isMultiValue() != setting.get().isMultiValue()) {
      findings.add(
          PolicyCode.SETTING_TYPE,
          place,
          path + (setting.get().isMultiValue() ? " is a set" : " is one value"),
          setting.get().isMultiValue()
              ? "Write " + path + " contains <entry>"
              : "Write " + path + " := <value>");
      return Optional.empty();
    }
    Optional<Reference.Global> call = graph.readsCall(rule);
    if (call.isPresent()) {
      findings.add(
          PolicyCode.SETTING_READS_CALL,
          place,
          path + " depends on " + call.get().text() + ", which no compiler knows",
          "Settings hold for the sandbox; what depends on the call is written as deny or ask",
          new Related(call.get().span(), "it is read here"));
      return Optional.empty();
    }
    return setting;
  }
}
