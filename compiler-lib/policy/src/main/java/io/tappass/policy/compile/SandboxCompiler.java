package io.tappass.policy.compile;

import io.tappass.policy.AuditSettings;
import io.tappass.policy.CompiledPolicy;
import io.tappass.policy.Floor;
import io.tappass.policy.Identity;
import io.tappass.policy.Level;
import io.tappass.policy.LevelKind;
import io.tappass.policy.PipelineStep;
import io.tappass.policy.PolicyException;
import io.tappass.policy.Ring;
import io.tappass.policy.Rings;
import io.tappass.policy.call.Catalogue;
import io.tappass.policy.call.CatalogueTool;
import io.tappass.policy.cascade.KnownInput;
import io.tappass.policy.cascade.LevelSettings;
import io.tappass.policy.cascade.MergedSettings;
import io.tappass.policy.cascade.RelaxationCheck;
import io.tappass.policy.cascade.SettingsEvaluation;
import io.tappass.policy.cascade.SettingsMerge;
import io.tappass.policy.diagnostic.Findings;
import io.tappass.policy.repository.AgentSource;
import io.tappass.policy.repository.AgentSource.SandboxSpecification;
import io.tappass.policy.repository.PackReference;
import io.tappass.policy.repository.PackReference.PlacedReference;
import io.tappass.policy.repository.PolicyRepository;
import io.tappass.policy.repository.ProjectSource;
import io.tappass.policy.repository.RuntimeSource;
import io.tappass.policy.repository.Scope;
import io.tappass.rego.RuleInfo;
import io.tappass.rego.value.ObjectValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Compiles the policy of one sandbox from levels that were checked. */
final class SandboxCompiler {
  private final CheckedRepository checked;
  private final PolicyRepository repository;
  private final ExceptionResolution exceptions;

  SandboxCompiler(CheckedRepository checked) {
    this.checked = checked;
    this.repository = checked.repository();
    this.exceptions = new ExceptionResolution(checked);
  }

  /**
   * Evaluates the settings of every level that compiles, and reports what is wrong with them.
   *
   * @param isLenient of scopes whose relaxing settings are cut without an error
   */
  List<LevelSettings> settings(EnrolledSandbox sandbox, Set<Scope> isLenient, Findings findings) {
    ObjectValue input = KnownInput.of(sandbox.identity(tier(sandbox)));
    List<LevelSettings> settings = new ArrayList<>();
    for (CheckedLevel level : levels(sandbox)) {
      LevelSettings own =
          SettingsEvaluation.evaluate(
              level.kind(),
              level.packageName(),
              level.program(),
              level.settings(),
              repository.vocabulary(),
              input,
              findings);
      if (!isLenient.contains(Scope.of(level.source().directory() + "/policy.rego"))) {
        RelaxationCheck.check(settings, own, findings);
      }
      settings.add(own);
    }
    return settings;
  }

  /** Levels that compile, the highest first. */
  List<CheckedLevel> levels(EnrolledSandbox sandbox) {
    List<CheckedLevel> levels = new ArrayList<>();
    packs(repository.org().packs(), levels);
    checked.level(repository.orgLevel()).ifPresent(levels::add);
    Optional<ProjectSource> project = repository.project(sandbox.project());
    project.ifPresent(source -> {
      packs(source.packs(), levels);
      checked.level(source.level()).ifPresent(levels::add);
    });
    repository
        .agent(sandbox.project(), sandbox.agent())
        .flatMap(agent -> checked.level(agent.level()))
        .ifPresent(levels::add);
    return levels;
  }

  /** Why there is nothing to compile for the sandbox, if there is not. */
  Optional<String> missing(EnrolledSandbox sandbox) {
    if (!sandbox.org().equals(repository.org().org())) {
      return Optional.of("the organisation " + sandbox.org() + " is not this one");
    }
    if (repository.project(sandbox.project()).isEmpty()) {
      return Optional.of("the project " + sandbox.project() + " is not in the repository");
    }
    if (repository.agent(sandbox.project(), sandbox.agent()).isEmpty()) {
      return Optional.of("the agent " + sandbox.scope().text() + " is not in the repository");
    }
    if (specification(sandbox).isEmpty() || repository.runtime(sandbox.runtime()).isEmpty()) {
      return Optional.of("the agent has no sandbox on the runtime " + sandbox.runtime());
    }
    return Optional.empty();
  }

  /** The policy of a sandbox nothing is missing for, of whose levels all compile. */
  CompiledSandbox compile(EnrolledSandbox sandbox, List<LevelSettings> settings) {
    RuntimeSource runtime = repository.runtime(sandbox.runtime()).orElseThrow();
    SandboxSpecification specification = specification(sandbox).orElseThrow();
    List<CheckedLevel> levels = levels(sandbox);
    requireWhole(sandbox, levels, settings);
    MergedSettings merged = SettingsMerge.merge(settings);
    Set<Ring> required = new TreeSet<>(merged.ringsRequired());
    required.addAll(specification.requiredRings());
    Identity identity = sandbox.identity(specification.tier());
    List<Level> policyLevels = levels.stream().map(CheckedLevel::level).toList();
    return sandbox(
        identity, runtime, policyLevels, levels, merged, List.copyOf(required), Optional.empty());
  }

  CompiledSandbox sandbox(
      Identity identity,
      RuntimeSource runtime,
      List<Level> policyLevels,
      List<CheckedLevel> levels,
      MergedSettings merged,
      List<Ring> required,
      Optional<String> quarantine) {
    Set<String> libraryFiles = new TreeSet<>();
    for (CheckedLevel level : levels) {
      libraryFiles.addAll(level.libraryFiles());
    }
    List<CatalogueTool> catalogue = catalogue(runtime);
    var policy =
        new CompiledPolicy(
            identity,
            catalogue,
            checked.library(libraryFiles),
            policyLevels,
            checked.data(sections(levels)),
            exceptions(identity, quarantine.isPresent()),
            merged.network(),
            merged.filesystem(),
            merged.interpreter(),
            merged.models(),
            runtime.kernel(),
            merged.budget(),
            pipeline(merged.pipeline()),
            new Rings(required, runtime.rings()),
            merged.compliance(),
            new AuditSettings(
                merged.arguments(),
                merged.redact(),
                merged.heartbeatSeconds(),
                runtime.durability()),
            merged.freshness(),
            merged.floor().map(floor -> meet(floor, catalogue)));
    return new CompiledSandbox(identity.sandbox(), policy, provenance(policy, levels), quarantine);
  }

  private static Floor meet(Floor floor, List<CatalogueTool> catalogue) {
    Set<String> tools = new TreeSet<>(floor.tools());
    tools.retainAll(catalogue.stream().map(CatalogueTool::id).toList());
    return new Floor(List.copyOf(tools));
  }

  private List<PolicyException> exceptions(Identity identity, boolean isQuarantined) {
    Scope scope = new Scope(identity.project(), identity.agent());
    List<PolicyException> all = new ArrayList<>();
    all.addAll(exceptions.of(repository.orgLevel(), repository.org().packs(), scope));
    if (!isQuarantined) {
      repository
          .project(identity.project())
          .ifPresent(project -> all.addAll(exceptions.of(project.level(), project.packs(), scope)));
      repository
          .agent(identity.project(), identity.agent())
          .ifPresent(agent -> all.addAll(exceptions.of(agent.level(), List.of(), scope)));
    }
    return all;
  }

  private Provenance provenance(CompiledPolicy policy, List<CheckedLevel> levels) {
    List<Provenance.Origin> origins = new ArrayList<>();
    for (CheckedLevel level : levels) {
      for (RuleInfo rule : level.program().rules()) {
        boolean isShared = !rule.span().file().startsWith(level.source().directory() + "/");
        if (isShared && !level.libraryFiles().contains(rule.span().file())) {
          continue;
        }
        origins.add(
            new Provenance.Origin(
                rule.id(),
                isShared ? CompiledPolicy.LIBRARY_PACKAGE : level.packageName(),
                rule.span().file(),
                rule.span().row(),
                rule.span().column(),
                rule.name(),
                CheckedLevel.labels(rule),
                level.kind() == LevelKind.PACK && !isShared ? pack(level) : ""));
      }
    }
    return new Provenance(policy.digest(), origins);
  }

  private static String pack(CheckedLevel level) {
    String[] segments = level.packageName().split("\\.", -1);
    return new PackReference(segments[2], segments[3]).text();
  }

  /** Tools that one of the runtime's targets can spell, without the spellings of other targets. */
  private List<CatalogueTool> catalogue(RuntimeSource runtime) {
    List<CatalogueTool> tools = new ArrayList<>();
    for (CatalogueTool tool : repository.vocabulary().tools().values()) {
      boolean isSpelled =
          runtime.targets().stream().anyMatch(tool.spellings()::containsKey)
              || (runtime.targets().contains(Catalogue.MCP_TARGET) && !tool.server().isEmpty());
      if (isSpelled) {
        tools.add(tool);
      }
    }
    return tools;
  }

  private List<PipelineStep> pipeline(List<PipelineStep> steps) {
    List<String> order = repository.vocabulary().functions();
    return steps.stream()
        .sorted(Comparator.comparingInt(step -> order.indexOf(step.step())))
        .toList();
  }

  private Set<String> sections(List<CheckedLevel> levels) {
    Set<String> sections = new TreeSet<>();
    for (String section : repository.vocabulary().data().members().keySet()) {
      if (levels.stream().anyMatch(level -> level.readsVocabulary(section))) {
        sections.add(section);
      }
    }
    return sections;
  }

  /**
   * A level that is left out would be a ceiling that is left out: never compiled, whatever else.
   */
  private void requireWhole(
      EnrolledSandbox sandbox, List<CheckedLevel> levels, List<LevelSettings> settings) {
    Set<PackReference> packs = new TreeSet<>();
    repository.org().packs().forEach(each -> packs.add(each.reference()));
    repository
        .project(sandbox.project())
        .ifPresent(project -> project.packs().forEach(each -> packs.add(each.reference())));
    int wanted = packs.size() + 3;
    if (levels.size() != wanted || settings.size() != wanted) {
      throw new IllegalStateException(
          sandbox.sandbox() + " has " + wanted + " levels, of which " + levels.size() + " compile");
    }
  }

  private Optional<SandboxSpecification> specification(EnrolledSandbox sandbox) {
    return repository.agent(sandbox.project(), sandbox.agent()).stream()
        .map(AgentSource::sandboxes)
        .flatMap(List::stream)
        .filter(each -> each.runtime().equals(sandbox.runtime()))
        .findFirst();
  }

  private String tier(EnrolledSandbox sandbox) {
    return specification(sandbox).map(SandboxSpecification::tier).orElse(Identity.TIER_DEFAULT);
  }

  private void packs(List<PlacedReference> used, List<CheckedLevel> levels) {
    used.stream()
        .map(PlacedReference::reference)
        .sorted()
        .map(checked::pack)
        .flatMap(Optional::stream)
        .filter(level -> !levels.contains(level))
        .forEach(levels::add);
  }

  PolicyRepository repository() {
    return repository;
  }

  Map<String, RuntimeSource> runtimes() {
    return repository.runtimes();
  }
}
