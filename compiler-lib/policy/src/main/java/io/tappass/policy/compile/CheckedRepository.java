package io.tappass.policy.compile;

import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.policy.LevelKind;
import io.tappass.policy.PolicyModule;
import io.tappass.policy.cascade.IsolationCheck;
import io.tappass.policy.cascade.LevelModules;
import io.tappass.policy.cascade.LevelModules.PlacedRule;
import io.tappass.policy.cascade.RuleGraph;
import io.tappass.policy.cascade.SettingRules;
import io.tappass.policy.diagnostic.Findings;
import io.tappass.policy.diagnostic.PolicyCode;
import io.tappass.policy.repository.AgentSource;
import io.tappass.policy.repository.LevelSource;
import io.tappass.policy.repository.PackReference;
import io.tappass.policy.repository.PackReference.PlacedReference;
import io.tappass.policy.repository.PackSource;
import io.tappass.policy.repository.PolicyRepository;
import io.tappass.policy.repository.ProjectSource;
import io.tappass.policy.repository.Scope;
import io.tappass.rego.Compilation;
import io.tappass.rego.ParsedModules;
import io.tappass.rego.Rego;
import io.tappass.rego.RegoOptions;
import io.tappass.rego.diagnostic.Diagnostic;
import io.tappass.rego.diagnostic.Severity;
import io.tappass.rego.diagnostic.SourceSpan;
import io.tappass.rego.syntax.Module;
import io.tappass.rego.value.ObjectValue;
import io.tappass.rego.value.ValueJson;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A repository whose every level was parsed, checked and compiled by itself, before any sandbox is
 * looked at.
 */
final class CheckedRepository {

  private final PolicyRepository repository;
  private final Findings findings = new Findings();
  private final LevelModules library;
  private final List<PolicyModule> libraryModules = new ArrayList<>();
  private final Map<String, CheckedLevel> levels = new TreeMap<>();

  CheckedRepository(PolicyRepository repository) {
    this.repository = repository;
    findings.addAll(repository.diagnostics());
    this.library = LevelModules.library(repository.library());
    List<LevelModules> parsed = parse();
    Set<List<String>> packages = new HashSet<>();
    library.modules().forEach(module -> packages.add(module.path()));
    parsed.forEach(level -> level.modules().forEach(module -> packages.add(module.path())));
    findings.addAll(library.diagnostics());
    IsolationCheck.check(library, packages, findings);
    library();
    for (LevelModules level : parsed) {
      findings.addAll(level.diagnostics());
      IsolationCheck.check(level, packages, findings);
      check(level);
    }
    packs();
    runtimes();
    new ExceptionResolution(this).check(findings);
  }

  PolicyRepository repository() {
    return repository;
  }

  /** Everything that was found, sorted. */
  List<Diagnostic> diagnostics() {
    return findings.sorted();
  }

  /** Scopes with an error in their own files. */
  Set<Scope> scopesInError() {
    return scopesInError(findings.sorted());
  }

  static Set<Scope> scopesInError(List<Diagnostic> diagnostics) {
    Set<Scope> scopes = new TreeSet<>();
    for (Diagnostic diagnostic : diagnostics) {
      if (diagnostic.severity() == Severity.ERROR) {
        scopes.add(Scope.of(diagnostic.span().file()));
      }
    }
    return scopes;
  }

  /** The level of a package, if it compiles. */
  Optional<CheckedLevel> level(LevelSource source) {
    return Optional.ofNullable(levels.get(source.packageName()));
  }

  Optional<CheckedLevel> pack(PackReference reference) {
    return Optional.ofNullable(repository.packs().get(reference))
        .flatMap(pack -> level(pack.level()));
  }

  /** The library's modules in the files named. */
  List<PolicyModule> library(Set<String> files) {
    List<PolicyModule> used = new ArrayList<>();
    for (int index = 0; index < libraryModules.size(); index++) {
      if (files.contains(library.modules().get(index).file())) {
        used.add(libraryModules.get(index));
      }
    }
    return used;
  }

  /** What Rego sees as data: the sections of the vocabulary that are named. */
  JsonObject data(Set<String> sections) {
    var named = JsonValue.object();
    for (String section : sections) {
      repository
          .vocabulary()
          .data()
          .find(section)
          .ifPresent(members -> named.put(section, members));
    }
    return sections.isEmpty()
        ? JsonValue.object().build()
        : JsonValue.object().put("vocabulary", named.build()).build();
  }

  private List<LevelModules> parse() {
    List<LevelModules> parsed = new ArrayList<>();
    parsed.add(LevelModules.level(LevelKind.ORG, repository.orgLevel()));
    for (PackSource pack : repository.packs().values()) {
      parsed.add(LevelModules.level(LevelKind.PACK, pack.level()));
    }
    for (ProjectSource project : repository.projects().values()) {
      parsed.add(LevelModules.level(LevelKind.PROJECT, project.level()));
      for (AgentSource agent : project.agents().values()) {
        parsed.add(LevelModules.level(LevelKind.AGENT, agent.level()));
      }
    }
    return parsed;
  }

  private void library() {
    Compilation compilation = compile(List.of());
    findings.addAll(compilation.diagnostics());
    compilation
        .program()
        .ifPresent(program -> libraryModules.addAll(CheckedLevel.policyModules(library, program)));
  }

  private void check(LevelModules level) {
    Compilation compilation = compile(level.modules());
    findings.addAll(compilation.diagnostics());
    var graph = new RuleGraph(level, library);
    SettingRules settings = SettingRules.of(level, graph, findings);
    if (compilation.program().isPresent()
        && !Findings.hasErrors(level.diagnostics())
        && !Findings.hasErrors(library.diagnostics())) {
      List<PlacedRule> reachable = graph.reachable(level.rules());
      try {
        levels.put(
            level.source().packageName(),
            CheckedLevel.of(
                level.kind().orElseThrow(),
                level,
                compilation.program().get(),
                settings,
                reachable));
      } catch (IllegalArgumentException e) {
        // A package that is not its directory, which is reported already, or a limit of a policy.
        findings.addFile(
            PolicyCode.DOCUMENT_VALUE,
            level.source().directory() + "/policy.rego",
            "no policy can hold this level: " + e.getMessage(),
            "Correct the errors of its modules, or make it smaller");
      }
    }
  }

  private Compilation compile(List<Module> own) {
    List<Module> modules = new ArrayList<>(own);
    modules.addAll(library.modules());
    JsonObject data = data(repository.vocabulary().data().members().keySet());
    ObjectValue document = (ObjectValue) ValueJson.fromJson(data);
    return Rego.compile(
        new ParsedModules(modules, List.of()), RegoOptions.decision().withData(document));
  }

  private void packs() {
    List<LevelSource> above = new ArrayList<>();
    above.add(repository.orgLevel());
    packs(repository.org().packs(), above);
    for (ProjectSource project : repository.projects().values()) {
      List<LevelSource> levelsAbove = new ArrayList<>(above);
      levelsAbove.add(project.level());
      packs(project.packs(), levelsAbove);
    }
  }

  private void packs(List<PlacedReference> used, List<LevelSource> above) {
    Set<PackReference> seen = new HashSet<>();
    for (PlacedReference each : used) {
      PackReference reference = each.reference();
      PackSource pack = repository.packs().get(reference);
      if (pack == null || !seen.add(reference)) {
        findings.add(
            PolicyCode.UNKNOWN_PACK,
            each.place(),
            reference.text() + (pack == null ? " is no pack here" : " stands here twice"),
            pack == null
                ? "Add tappass/packs/" + reference.pack() + "/" + reference.version() + "/"
                : "Keep one");
        continue;
      }
      above.add(pack.level());
      required(pack, each.place(), above);
    }
  }

  private void required(PackSource pack, SourceSpan place, List<LevelSource> above) {
    for (String path : pack.requiredSettings()) {
      boolean isDeclared =
          above.stream()
              .map(this::level)
              .flatMap(Optional::stream)
              .anyMatch(level -> level.settings().declares(path));
      boolean areChecked = above.stream().allMatch(level -> level(level).isPresent());
      if (!isDeclared && areChecked) {
        findings.add(
            PolicyCode.PACK_REQUIREMENT,
            place,
            pack.reference().text() + " requires the setting " + path,
            "Declare it here or above");
      }
    }
  }

  private void runtimes() {
    for (ProjectSource project : repository.projects().values()) {
      for (AgentSource agent : project.agents().values()) {
        for (AgentSource.SandboxSpecification sandbox : agent.sandboxes()) {
          if (!sandbox.runtime().isEmpty() && repository.runtime(sandbox.runtime()).isEmpty()) {
            findings.add(
                PolicyCode.UNKNOWN_RUNTIME,
                sandbox.place(),
                sandbox.runtime() + " is no runtime",
                "Add runtimes/" + sandbox.runtime() + ".yaml, or correct the name");
          }
        }
      }
    }
  }
}
