package io.tappass.policy.compile;

import io.tappass.policy.LevelKind;
import io.tappass.policy.PolicyModule;
import io.tappass.policy.cascade.LevelModules;
import io.tappass.policy.cascade.LevelModules.PlacedRule;
import io.tappass.policy.cascade.Reference;
import io.tappass.policy.cascade.SettingRules;
import io.tappass.policy.repository.LevelSource;
import io.tappass.rego.Program;
import io.tappass.rego.RuleInfo;
import io.tappass.rego.syntax.Module;
import io.tappass.rego.syntax.RegoText;
import io.tappass.rego.syntax.Rule;
import io.tappass.rego.value.StringValue;
import io.tappass.rego.value.Value;
import io.tappass.rego.value.ValueText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A level that compiles.
 *
 * @param program its modules and the library's
 * @param reachable rules of the level, and those of the library that they can reach
 * @param policyModules the level's modules, as a policy holds them
 * @param libraryFiles files of the library that the level uses
 */
record CheckedLevel(
    LevelKind kind,
    LevelModules modules,
    Program program,
    SettingRules settings,
    List<PlacedRule> reachable,
    List<PolicyModule> policyModules,
    Set<String> libraryFiles) {

  static CheckedLevel of(
      LevelKind kind,
      LevelModules modules,
      Program program,
      SettingRules settings,
      List<PlacedRule> reachable) {
    Set<String> own = modules.modules().stream().map(Module::file).collect(Collectors.toSet());
    Set<String> library =
        reachable.stream()
            .map(rule -> rule.module().file())
            .filter(file -> !own.contains(file))
            .collect(Collectors.toSet());
    return new CheckedLevel(
        kind,
        modules,
        program,
        settings,
        reachable,
        policyModules(modules, program),
        Set.copyOf(library));
  }

  LevelSource source() {
    return modules.source();
  }

  String packageName() {
    return modules.source().packageName();
  }

  /** Clauses of {@code deny} and {@code ask}, which alone can be excepted. */
  List<RuleInfo> exceptable() {
    String base = "data." + packageName() + ".";
    return program.rules().stream()
        .filter(rule -> rule.path().equals(base + "deny") || rule.path().equals(base + "ask"))
        .toList();
  }

  /** Sections of the vocabulary that the level can read. */
  boolean readsVocabulary(String section) {
    for (PlacedRule rule : reachable) {
      for (Reference reference : rule.references()) {
        if (reference instanceof Reference.Global global) {
          List<String> path = global.path();
          boolean isThere = path.size() > 1 && path.get(1).equals("vocabulary");
          if (isThere && (path.size() == 2 || path.get(2).equals(section))) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** Modules in canonical text, without annotations unless the module itself reads them. */
  static List<PolicyModule> policyModules(LevelModules level, Program program) {
    List<PolicyModule> modules = new ArrayList<>();
    for (Module module : level.modules()) {
      List<String> ids =
          program.rules().stream()
              .filter(rule -> rule.span().file().equals(module.file()))
              .map(RuleInfo::id)
              .toList();
      String text = RegoText.canonical(readsMetadata(level, module) ? module : bare(module));
      modules.add(new PolicyModule(String.join(".", module.path()), text, ids));
    }
    return modules;
  }

  static Map<String, String> labels(RuleInfo rule) {
    Map<String, String> labels = new TreeMap<>();
    for (Map.Entry<String, Value> label : rule.labels().entrySet()) {
      Value value = label.getValue();
      labels.put(
          label.getKey(), value instanceof StringValue text ? text.value() : ValueText.of(value));
    }
    return labels;
  }

  private static boolean readsMetadata(LevelModules level, Module module) {
    return level.rules().stream()
        .filter(rule -> rule.module().file().equals(module.file()))
        .flatMap(rule -> rule.references().stream())
        .anyMatch(
            reference -> reference instanceof Reference.Local local && local.name().equals("rego"));
  }

  private static Module bare(Module module) {
    List<Rule> rules = new ArrayList<>();
    for (Rule rule : module.rules()) {
      rules.add(
          new Rule(
              rule.head(), rule.body(), rule.elses(), rule.isDefault(), List.of(), rule.span()));
    }
    return new Module(
        module.file(), module.path(), module.packageSpan(), module.imports(), rules, List.of());
  }
}
