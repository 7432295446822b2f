package io.tappass.policy.compile;

import io.tappass.policy.Level;
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
import java.util.HashSet;
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
 * @param level as a policy holds it
 * @param vocabulary paths below {@code data.vocabulary} that the level can read; an empty one means
 *     all of it
 * @param libraryFiles files of the library that the level uses
 */
record CheckedLevel(
    LevelKind kind,
    LevelModules modules,
    Program program,
    SettingRules settings,
    List<PlacedRule> reachable,
    Level level,
    Set<List<String>> vocabulary,
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
        new Level(kind, modules.source().packageName(), policyModules(modules, program)),
        vocabulary(reachable),
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

  /** Whether the level can read this section of the vocabulary. */
  boolean readsVocabulary(String section) {
    return vocabulary.contains(List.of()) || vocabulary.contains(List.of(section));
  }

  private static Set<List<String>> vocabulary(List<PlacedRule> reachable) {
    Set<List<String>> sections = new HashSet<>();
    for (PlacedRule rule : reachable) {
      for (Reference reference : rule.references()) {
        if (reference instanceof Reference.Global global
            && global.path().size() > 1
            && global.path().subList(0, 2).equals(List.of("data", "vocabulary"))) {
          List<String> path = global.path();
          sections.add(List.copyOf(path.subList(2, Math.min(3, path.size()))));
        }
      }
    }
    return Set.copyOf(sections);
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
