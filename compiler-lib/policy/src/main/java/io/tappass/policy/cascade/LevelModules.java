package io.tappass.policy.cascade;

import io.tappass.policy.LevelKind;
import io.tappass.policy.repository.LevelSource;
import io.tappass.rego.ParsedModules;
import io.tappass.rego.Rego;
import io.tappass.rego.RegoOptions;
import io.tappass.rego.diagnostic.Diagnostic;
import io.tappass.rego.syntax.Module;
import io.tappass.rego.syntax.Rule;
import io.tappass.rego.syntax.Term;
import io.tappass.rego.value.StringValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The Rego of one level, or of the library, parsed.
 *
 * @param kind of the level, or nothing for the library
 * @param rules of the modules, tests left out, in the order of files and rows
 */
public record LevelModules(
    Optional<LevelKind> kind,
    LevelSource source,
    List<Module> modules,
    List<PlacedRule> rules,
    List<Diagnostic> diagnostics) {
  public LevelModules {
    modules = List.copyOf(modules);
    rules = List.copyOf(rules);
    diagnostics = List.copyOf(diagnostics);
  }

  /** Parses a level. */
  public static LevelModules level(LevelKind kind, LevelSource source) {
    return parse(Optional.of(kind), source);
  }

  /** Parses the library. */
  public static LevelModules library(LevelSource source) {
    return parse(Optional.empty(), source);
  }

  private static LevelModules parse(Optional<LevelKind> kind, LevelSource source) {
    ParsedModules parsed = Rego.parse(source.modules(), RegoOptions.decision());
    List<PlacedRule> rules = new ArrayList<>();
    for (Module module : parsed.modules()) {
      for (Rule rule : module.rules()) {
        rules.add(PlacedRule.of(module, rule));
      }
    }
    return new LevelModules(kind, source, parsed.modules(), rules, parsed.diagnostics());
  }

  /** Whether every name below {@code name} in a level's package is a setting. */
  public static boolean isSettingRoot(String name) {
    return SettingPath.ROOTS.contains(name);
  }

  /** The segments of the level's package. */
  public List<String> packagePath() {
    return Arrays.asList(source.packageName().split("\\.", -1));
  }

  /**
   * A rule with the path it defines.
   *
   * @param path segments below {@code data}, up to the first step that is computed
   * @param isStatic whether no step is computed
   * @param references what it reads
   */
  public record PlacedRule(
      Module module, Rule rule, List<String> path, boolean isStatic, List<Reference> references) {
    public PlacedRule {
      path = List.copyOf(path);
      references = List.copyOf(references);
    }

    private static PlacedRule of(Module module, Rule rule) {
      List<String> path = new ArrayList<>(module.path());
      boolean isStatic = true;
      for (Term step : rule.head().name()) {
        if (isStatic && step instanceof Term.Var variable && path.size() == module.path().size()) {
          path.add(variable.name());
        } else if (isStatic && step instanceof Term.Scalar(StringValue text, var ignored)) {
          path.add(text.value());
        } else {
          isStatic = false;
        }
      }
      return new PlacedRule(module, rule, path, isStatic, References.of(rule, module));
    }

    /** Whether it is {@code contains}. */
    public boolean isMultiValue() {
      return rule.head().member() != null;
    }

    /** Whether it takes arguments. */
    public boolean isFunction() {
      return rule.head().arguments() != null;
    }
  }
}
