package io.tappass.policy.compile;

import io.tappass.policy.AuditSettings.Durability;
import io.tappass.policy.Identity;
import io.tappass.policy.KernelBaseline;
import io.tappass.policy.Level;
import io.tappass.policy.LevelKind;
import io.tappass.policy.PolicyModule;
import io.tappass.policy.cascade.ClosedSetting;
import io.tappass.policy.cascade.LevelSettings;
import io.tappass.policy.cascade.Placed;
import io.tappass.policy.cascade.SettingsMerge;
import io.tappass.policy.repository.RuntimeSource;
import io.tappass.policy.value.ListEntry;
import io.tappass.rego.Rego;
import io.tappass.rego.RegoOptions;
import io.tappass.rego.RuleInfo;
import io.tappass.rego.SourceFile;
import io.tappass.rego.diagnostic.SourceSpan;
import io.tappass.rego.syntax.RegoText;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.ValueText;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The policy of a sandbox that has none: the organisation's own levels as they are, one deny that
 * always holds and says why, and nothing in any closed list.
 */
final class Quarantine {
  private Quarantine() {}

  static CompiledSandbox compile(
      SandboxCompiler compiler,
      EnrolledSandbox sandbox,
      List<LevelSettings> settings,
      String reason) {
    String project = "tappass.projects." + sandbox.project();
    String agent = project + ".agents." + sandbox.agent();
    List<CheckedLevel> levels = new ArrayList<>();
    List<Level> policyLevels = new ArrayList<>();
    List<LevelSettings> kept = new ArrayList<>();
    for (CheckedLevel level : compiler.levels(sandbox)) {
      if (level.kind() == LevelKind.ORG || isOfOrg(compiler, level)) {
        levels.add(level);
        policyLevels.add(level.level());
        settings.stream()
            .filter(each -> each.packageName().equals(level.packageName()))
            .forEach(kept::add);
      }
    }
    policyLevels.add(new Level(LevelKind.PROJECT, project, List.of()));
    policyLevels.add(new Level(LevelKind.AGENT, agent, List.of(module(agent, reason))));
    kept.add(nothing(agent));
    Optional<RuntimeSource> runtime =
        Optional.ofNullable(compiler.runtimes().get(sandbox.runtime()));
    RuntimeSource closed =
        new RuntimeSource(
            sandbox.runtime(),
            "",
            runtime.map(RuntimeSource::targets).orElse(List.of()),
            runtime.map(RuntimeSource::rings).orElse(Map.of()),
            KernelBaseline.NONE,
            runtime.map(RuntimeSource::durability).orElse(Durability.DISK));
    return compiler.sandbox(
        sandbox.identity(Identity.TIER_DEFAULT),
        closed,
        policyLevels,
        levels,
        SettingsMerge.merge(kept),
        List.of(),
        Optional.of(reason));
  }

  private static boolean isOfOrg(SandboxCompiler compiler, CheckedLevel level) {
    return level.kind() == LevelKind.PACK
        && compiler.repository().org().packs().stream()
            .map(each -> compiler.repository().packs().get(each.reference()))
            .anyMatch(
                pack -> pack != null && pack.level().packageName().equals(level.packageName()));
  }

  private static PolicyModule module(String packageName, String reason) {
    String text =
        "package "
            + packageName
            + "\n\nimport rego.v1\n\ndeny contains "
            + ValueText.of(StringValue.of("quarantined: " + reason))
            + "\n";
    var program =
        Rego.compile(List.of(new SourceFile("quarantine.rego", text)), RegoOptions.decision())
            .program()
            .orElseThrow();
    var parsed =
        Rego.parse(List.of(new SourceFile("quarantine.rego", text)), RegoOptions.decision());
    return new PolicyModule(
        packageName,
        RegoText.canonical(parsed.modules().getFirst()),
        program.rules().stream().map(RuleInfo::id).toList());
  }

  private static LevelSettings nothing(String packageName) {
    Map<ClosedSetting, List<Placed<ListEntry>>> lists = new EnumMap<>(ClosedSetting.class);
    Map<ClosedSetting, SourceSpan> places = new EnumMap<>(ClosedSetting.class);
    for (ClosedSetting setting : ClosedSetting.values()) {
      lists.put(setting, List.of());
      places.put(setting, SourceSpan.start(""));
    }
    LevelSettings empty = LevelSettings.nothing(LevelKind.AGENT, packageName);
    return new LevelSettings(
        LevelKind.AGENT,
        packageName,
        lists,
        places,
        empty.deny(),
        empty.ceilings(),
        empty.callsPerTool(),
        empty.pipeline(),
        empty.rings(),
        empty.compliance(),
        empty.redact(),
        empty.arguments(),
        empty.onStale());
  }
}
